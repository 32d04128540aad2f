package io.q2o.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.q2o.local.CommandLine.Verb;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    private static final Path HOME = Path.of("/home/someone/q2o");

    @Test
    void keepsDataBesideTheSourcesAndServesPort8080UnlessToldOtherwise() throws Exception {
        assertThat(parse("up"))
                .isEqualTo(new CommandLine(Verb.UP, HOME.resolve(".q2o"), false, 8080, 1, "", ""));
        assertThat(
                        parse(
                                "up --fresh --data /tmp/x --front-port 9000 --instances 3"
                                        + " --decider-heap 4g"))
                .isEqualTo(new CommandLine(Verb.UP, Path.of("/tmp/x"), true, 9000, 3, "4g", ""));
        assertThat(parse("token admin --data /tmp/x"))
                .isEqualTo(
                        new CommandLine(
                                Verb.TOKEN, Path.of("/tmp/x"), false, 8080, 1, "", "admin"));
        for (var verb : List.of("down", "status", "reset")) {
            assertThat(parse(verb + " --data /tmp/../tmp/x").data()).isEqualTo(Path.of("/tmp/x"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "upp",
                "demo",
                "rebuild",
                "stripe-event",
                "up --data",
                "up --front-port",
                "up --front-port x",
                "up --front-port 0",
                "up --front-port 65536",
                "up --instances 0",
                "up --decider-heap",
                "up --decider-heap 4",
                "up --decider-heap 0g",
                "up --fresh=yes",
                "up admin",
                "down --fresh",
                "status --front-port 1",
                "down --decider-heap 1g",
                "token",
                "token tenant",
                "reset everything",
            })
    void saysWhatItDoesNotUnderstand(String line) {
        assertThatThrownBy(() -> parse(line)).isInstanceOf(CommandLine.WrongUsageException.class);
    }

    private static CommandLine parse(String line) throws CommandLine.WrongUsageException {
        return CommandLine.parse(line.isEmpty() ? List.of() : List.of(line.split(" ")), HOME);
    }
}
