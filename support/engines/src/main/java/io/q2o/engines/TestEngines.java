package io.q2o.engines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One broker and one PostgreSQL a JVM for tests, started when first asked for and stopped at its
 * end, on directories that are removed then.
 */
public final class TestEngines {
    /** Password of every role in tests. */
    public static final String PASSWORD = "test";

    private static @Nullable EmbeddedBroker broker;
    private static @Nullable EmbeddedPostgres postgres;

    private TestEngines() {}

    /** The broker of this JVM. */
    public static synchronized EmbeddedBroker broker() {
        var running = broker;
        if (running == null) {
            var directory = directory("broker");
            running = EmbeddedBroker.start(directory, 0, Map.of());
            broker = running;
            atEnd(running, directory);
        }
        return running;
    }

    /** The PostgreSQL of this JVM, with the platform's database and roles. */
    public static synchronized EmbeddedPostgres postgres() {
        var running = postgres;
        if (running == null) {
            var directory = directory("postgres");
            running = EmbeddedPostgres.start(directory, 0);
            running.bootstrap(
                    Map.of(
                            "q2o_owner", PASSWORD,
                            "q2o_projector", PASSWORD,
                            "q2o_query", PASSWORD,
                            "q2o_query_admin", PASSWORD));
            postgres = running;
            atEnd(running, directory);
        }
        return running;
    }

    private static Path directory(String name) {
        try {
            return Files.createTempDirectory("q2o-" + name + "-");
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private static void atEnd(AutoCloseable engine, Path directory) {
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> {
                            try {
                                engine.close();
                            } catch (Exception late) { // as AutoCloseable declares it
                                System.err.println("engine did not stop in order: " + late);
                            }
                            remove(directory);
                        }));
    }

    private static void remove(Path directory) {
        try (var files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException left) {
            System.err.println("left behind: " + directory);
        }
    }
}
