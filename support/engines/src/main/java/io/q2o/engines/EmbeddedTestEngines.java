package io.q2o.engines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The embedded engines, as children in temporary directories that go with them. */
final class EmbeddedTestEngines implements TestEngineSource {

    private static final Duration START = Duration.ofSeconds(90);

    private @Nullable Path postgresDirectory;

    @Override
    public Broker startBroker() {
        var directory = temporary("q2o-test-broker");
        var process = EngineProcess.startBroker(directory, 0, directory.resolve("broker.log"));
        try {
            process.awaitReady(START);
        } catch (EngineException e) {
            process.close();
            TestEngines.delete(directory);
            throw e;
        }
        return new Broker() {
            @Override
            public String bootstrapServers() {
                return "127.0.0.1:" + process.port();
            }

            @Override
            public void close() {
                process.close();
                TestEngines.delete(directory);
            }
        };
    }

    @Override
    public Database startDatabase(DatabasePasswords passwords) {
        var directory = temporary("q2o-test-postgres");
        postgresDirectory = directory;
        var process =
                EngineProcess.startPostgres(
                        directory, 0, passwords, directory.resolve("postgres.log"));
        try {
            process.awaitReady(START);
        } catch (EngineException e) {
            process.close();
            TestEngines.delete(directory);
            throw e;
        }
        return new StartedDatabase(process, directory, passwords);
    }

    @Override
    public Database emptyDatabase(Database server, String name) {
        var directory = postgresDirectory;
        if (directory == null) {
            throw new IllegalStateException("the server was not started here");
        }
        try {
            var password =
                    Files.readString(EmbeddedDatabase.superuserPasswordFile(directory)).strip();
            var jdbcUrl = "jdbc:postgresql://" + server.host() + ":" + server.port() + "/";
            new DatabaseBootstrap(jdbcUrl, "postgres", password).database(name);
            return new NamedDatabase(server.host(), server.port(), name, server.passwords());
        } catch (IOException | SQLException e) {
            throw new EngineException(
                    "the database " + name + " cannot be made: " + e.getMessage(), e);
        }
    }

    private static Path temporary(String name) {
        try {
            return Files.createTempDirectory(name);
        } catch (IOException e) {
            throw new EngineException("no temporary directory: " + e.getMessage(), e);
        }
    }

    private record StartedDatabase(
            EngineProcess process, Path directory, DatabasePasswords passwords)
            implements Database {

        @Override
        public String host() {
            return "127.0.0.1";
        }

        @Override
        public int port() {
            return process.port();
        }

        @Override
        public String name() {
            return EmbeddedDatabase.NAME;
        }

        @Override
        public void close() {
            process.close();
            TestEngines.delete(directory);
        }
    }
}
