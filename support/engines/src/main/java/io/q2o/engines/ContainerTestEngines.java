package io.q2o.engines;

import java.sql.SQLException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** The same engines in containers, with the same settings. */
final class ContainerTestEngines implements TestEngineSource {

    private @Nullable DatabaseBootstrap bootstrap;

    @Override
    public Broker startBroker() {
        var container = new KafkaContainer("apache/kafka:4.2.2");
        BrokerSettings.common()
                .forEach((key, value) ->
                        container.withEnv(
                                "KAFKA_" + key.replace('.', '_').toUpperCase(Locale.ROOT), value));
        container.start();
        return new Broker() {
            @Override
            public String bootstrapServers() {
                return container.getBootstrapServers();
            }

            @Override
            public void close() {
                container.stop();
            }
        };
    }

    @Override
    public Database startDatabase(DatabasePasswords passwords) {
        var superuserPassword = DatabasePasswords.randomPassword();
        var container =
                new PostgreSQLContainer("postgres:18")
                        .withUsername("postgres")
                        .withPassword(superuserPassword)
                        .withDatabaseName("postgres");
        container.start();
        int port = container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT);
        var jdbcUrl = "jdbc:postgresql://" + container.getHost() + ":" + port + "/";
        var started = new DatabaseBootstrap(jdbcUrl, "postgres", superuserPassword);
        try {
            started.roles(passwords);
            started.database(EmbeddedDatabase.NAME);
        } catch (SQLException e) {
            container.stop();
            throw new EngineException(
                    "the container's database cannot be set up: " + e.getMessage(), e);
        }
        bootstrap = started;
        return new ContainerDatabase(container, port, passwords);
    }

    @Override
    public Database emptyDatabase(Database server, String name) {
        var started = bootstrap;
        if (started == null) {
            throw new IllegalStateException("the server was not started here");
        }
        try {
            started.database(name);
        } catch (SQLException e) {
            throw new EngineException(
                    "the database " + name + " cannot be made: " + e.getMessage(), e);
        }
        return new NamedDatabase(server.host(), server.port(), name, server.passwords());
    }

    private record ContainerDatabase(
            PostgreSQLContainer container, int port, DatabasePasswords passwords)
            implements Database {

        @Override
        public String host() {
            return container.getHost();
        }

        @Override
        public String name() {
            return EmbeddedDatabase.NAME;
        }

        @Override
        public void close() {
            container.stop();
        }
    }
}
