package io.q2o.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir Path parent;

    @Test
    void opensANewOrItsOwnDirectoryAndOneThatWasCleared() {
        var data = new DataDirectory(parent.resolve("new"));
        data.open();
        data.open();
        data.lock();
        data.clear();
        data.open();
        data.unlock();
        assertThat(data.isOurs()).isTrue();
    }

    @Test
    void leavesOtherPeoplesFilesAlone() throws Exception {
        var thesis = Files.writeString(parent.resolve("thesis.txt"), "years of work");
        var data = new DataDirectory(parent);
        assertThatThrownBy(data::open)
                .isInstanceOf(LocalFaultException.class)
                .hasMessageContaining(parent + " holds something else");
        data.clear();
        assertThat(thesis).exists();
        assertThatThrownBy(() -> new DataDirectory(thesis).open())
                .isInstanceOf(LocalFaultException.class)
                .hasMessageContaining(thesis + " is no directory");
    }

    @Test
    void isUsedByOneAtATime() {
        var first = new DataDirectory(parent.resolve("one"));
        first.open();
        first.lock();
        var second = new DataDirectory(parent.resolve("one"));
        assertThatThrownBy(second::lock)
                .isInstanceOf(LocalFaultException.class)
                .hasMessageContaining("is in use by another ./q2o up");
        first.unlock();
        second.lock();
        second.unlock();
    }

    @Test
    void tellsWhatRunsAsItWasWritten() throws Exception {
        var data = new DataDirectory(parent.resolve("running"));
        data.open();
        assertThat(data.running()).isEmpty();
        var parts = new LinkedHashMap<String, Running.Part>();
        parts.put("front", new Running.Part(1, 8080, 8081));
        parts.put("broker", new Running.Part(2, 9092, 0));
        data.write(new Running(77, parts));
        assertThat(data.running()).contains(new Running(77, parts));
        assertThat(Files.readString(parent.resolve("running/running.json")))
                .containsIgnoringWhitespaces("\"broker\" : {\"pid\" : 2, \"port\" : 9092}");
        data.removeRunning();
        assertThat(data.running()).isEmpty();
    }
}
