package io.q2o.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedProcessIT {

    @TempDir Path directory;

    @Test
    void endsInAnOrderlyWayWhenItsParentIsKilled() throws Exception {
        var parent = java(Parent.class, Map.of());
        await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(directory.resolve("pid")));
        var child =
                ProcessHandle.of(Long.parseLong(Files.readString(directory.resolve("pid"))))
                        .orElseThrow();
        assertThat(child.isAlive()).isTrue();

        parent.destroyForcibly().waitFor();

        await().atMost(Duration.ofSeconds(10)).until(() -> !child.isAlive());
        assertThat(directory.resolve("ended")).exists();
    }

    @Test
    void failsWhenTheProgramFails() throws Exception {
        assertThat(java(Failing.class, Map.of()).waitFor()).isEqualTo(1);
        assertThat(directory.resolve("out.log")).content().contains("this program fails");
    }

    private Process java(Class<?> program, Map<String, String> environment) {
        return child(program, environment, directory).start();
    }

    private static ChildJvm child(
            Class<?> program, Map<String, String> environment, Path directory) {
        return new ChildJvm(
                program.getName(),
                List.of(directory.toString()),
                List.of(System.getProperty("java.class.path").split(File.pathSeparator)),
                List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1"),
                environment,
                directory.resolve("out.log"),
                Duration.ZERO);
    }

    static final class Parent {

        private Parent() {}

        public static void main(String[] arguments) throws Exception {
            child(Child.class, Map.of(), Path.of(arguments[0])).start().waitFor();
        }
    }

    static final class Child {

        private Child() {}

        public static void main(String[] arguments) throws Exception {
            var directory = Path.of(arguments[0]);
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(() -> write(directory.resolve("ended"), "")));
            var part = directory.resolve("pid.part");
            write(part, Long.toString(ProcessHandle.current().pid()));
            Files.move(part, directory.resolve("pid"));
            Thread.sleep(Duration.ofMinutes(1));
        }

        private static void write(Path file, String text) {
            try {
                Files.writeString(file, text);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    static final class Failing {

        private Failing() {}

        public static void main(String[] arguments) {
            throw new IllegalStateException("this program fails");
        }
    }
}
