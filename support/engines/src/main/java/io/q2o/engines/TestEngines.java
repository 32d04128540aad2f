package io.q2o.engines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One broker and one PostgreSQL a JVM for tests, started when first asked for, stopped when the JVM
 * ends. The system property {@code q2o.engines} says which: {@code embedded}, {@code containers}
 * (Testcontainers), or, when it is not set, containers where a Docker engine answers and embedded
 * ones elsewhere. Only the embedded ones have been run so far.
 */
public final class TestEngines {

    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static @Nullable TestEngineSource source;
    private static @Nullable Broker broker;
    private static @Nullable Database database;

    private TestEngines() {}

    /** One node, no topics: replication factor and in-sync minimum are 1. */
    public static synchronized Broker broker() {
        if (broker == null) {
            var started = source().startBroker();
            broker = started;
            stopAtEnd(started);
        }
        return broker;
    }

    /** The database {@code q2o}, shared by all tests of this JVM, with random passwords. */
    public static synchronized Database postgres() {
        if (database == null) {
            var started = source().startDatabase(DatabasePasswords.random());
            database = started;
            stopAtEnd(started);
        }
        return database;
    }

    /** An empty database on the same server, with the same roles and passwords. */
    public static Database emptyDatabase() {
        var server = postgres();
        return source().emptyDatabase(server, "test_" + DATABASES.incrementAndGet());
    }

    /** A directory that is deleted when the JVM ends. */
    public static Path directory(String name) {
        try {
            var directory = Files.createTempDirectory("q2o-" + name);
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(() -> delete(directory), "delete-" + name));
            return directory;
        } catch (IOException e) {
            throw new EngineException("no temporary directory: " + e.getMessage(), e);
        }
    }

    private static synchronized TestEngineSource source() {
        if (source == null) {
            source = TestEngineSource.chosen(System.getProperty("q2o.engines", ""));
        }
        return source;
    }

    private static void stopAtEnd(AutoCloseable engine) {
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    try {
                                        engine.close();
                                    } catch (Exception e) {
                                        System.err.println("a test engine did not stop: " + e);
                                    }
                                },
                                "stop-test-engine"));
    }

    static void delete(Path directory) {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println(directory + " is left behind: " + e);
        }
    }
}
