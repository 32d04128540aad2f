package io.q2o.benchmarks;

import io.q2o.domain.RuleBook;
import io.q2o.log.CommandRecord;
import io.q2o.log.ReactorKafkaCommandLog;
import io.q2o.log.Uuid7;
import io.q2o.schemas.Command;
import java.time.Duration;
import reactor.core.publisher.Flux;

/**
 * Commands put straight into the log, as the door would: complete, and many on their way at once.
 */
final class CommandSource {
    private static final int AT_ONCE = 1_000;
    private static final Duration STALLED = Duration.ofSeconds(10);

    /** The derivation key of every local platform. */
    private static final String KEY = "local";

    private CommandSource() {}

    /** Appends all of them and returns when the broker has them. */
    static void append(Stack stack, Flux<? extends Command> commands, Duration patience) {
        try (var log =
                new ReactorKafkaCommandLog(stack.kafka(), "benchmark", 2 * AT_ONCE, STALLED)) {
            commands.flatMap(command -> log.append(record(command)), AT_ONCE)
                    .then()
                    .block(patience);
        }
    }

    private static CommandRecord record(Command command) {
        var id = Uuid7.next();
        return new CommandRecord(
                id, command, id.toString(), "admin:benchmark", RuleBook.VERSION, KEY, null, null);
    }
}
