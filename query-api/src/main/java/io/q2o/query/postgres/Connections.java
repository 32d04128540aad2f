package io.q2o.query.postgres;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * Two pools, one a role, and single connections outside them, all on event loops of their own:
 * those of the HTTP server would each keep what they opened, and one busy loop would serve most of
 * it.
 */
@Component
public final class Connections implements DisposableBean {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ReadingProperties reading;
    private final EventLoops loops;
    private final PostgresqlConnectionFactory dedicated;
    private final ConnectionPool tenants;
    private final ConnectionPool admins;

    Connections(PostgresProperties postgres, ReadingProperties reading) {
        this.reading = reading;
        this.loops = new EventLoops("q2o-postgres", reading.loops());
        this.dedicated = role(postgres, "q2o_query", postgres.queryPassword(), loops.first());
        this.tenants =
                pool(
                        "tenants",
                        reading.tenantConnections(),
                        loop -> role(postgres, "q2o_query", postgres.queryPassword(), loop));
        this.admins =
                pool(
                        "admins",
                        reading.adminConnections(),
                        loop ->
                                role(
                                        postgres,
                                        "q2o_query_admin",
                                        postgres.queryAdminPassword(),
                                        loop));
    }

    private PostgresqlConnectionFactory role(
            PostgresProperties postgres, String user, String password, LoopResources loop) {
        var options =
                ConnectionFactoryOptions.parse("r2dbc:" + postgres.url())
                        .mutate()
                        .option(ConnectionFactoryOptions.USER, user)
                        .option(ConnectionFactoryOptions.PASSWORD, password)
                        .option(ConnectionFactoryOptions.CONNECT_TIMEOUT, reading.connectTimeout())
                        .option(PostgresqlConnectionFactoryProvider.LOOP_RESOURCES, loop)
                        .option(PostgresqlConnectionFactoryProvider.APPLICATION_NAME, "query-api")
                        .option(PostgresqlConnectionFactoryProvider.TCP_KEEPALIVE, true)
                        .option(
                                PostgresqlConnectionFactoryProvider.OPTIONS,
                                Map.of(
                                        "statement_timeout",
                                        Long.toString(reading.readTimeout().toMillis()),
                                        "default_transaction_read_only",
                                        "on"))
                        .build();
        return (PostgresqlConnectionFactory) ConnectionFactories.get(options);
    }

    private ConnectionPool pool(
            String name, int size, Function<LoopResources, ConnectionFactory> onLoop) {
        return new ConnectionPool(
                ConnectionPoolConfiguration.builder(loops.inTurn(onLoop))
                        .name(name)
                        .initialSize(size)
                        .maxSize(size)
                        .maxAcquireTime(reading.acquireTimeout())
                        .maxCreateConnectionTime(reading.connectTimeout())
                        .build());
    }

    ConnectionPool tenants() {
        return tenants;
    }

    ConnectionPool admins() {
        return admins;
    }

    /** A connection of the tenants' role that belongs to no pool; whoever takes it closes it. */
    public Mono<PostgresqlConnection> dedicated() {
        return dedicated.create();
    }

    /**
     * Opens both pools and looks at which threads serve them.
     *
     * @return the names of these threads
     * @throws IllegalStateException (as an error) if one thread serves all connections although
     *     there are more
     */
    Mono<Set<String>> warmUp() {
        return Mono.zip(served(admins, reading.adminConnections()), served(tenants, 1))
                .map(both -> {
                    if (both.getT1().size() == 1
                            && reading.loops() > 1
                            && reading.adminConnections() > 1) {
                        throw new IllegalStateException(
                                "all connections are served by the one event loop " + both.getT1());
                    }
                    return both.getT1();
                });
    }

    private static Mono<Set<String>> served(ConnectionPool pool, int connections) {
        return Flux.range(0, connections)
                .flatMap(
                        _ ->
                                Mono.usingWhen(
                                        pool.create(), Connections::servedBy, Connection::close),
                        connections)
                .collect(Collectors.toSet());
    }

    /** Sleeps a moment, so that every connection is taken before one is given back. */
    private static Mono<String> servedBy(Connection connection) {
        return Flux.from(connection.createStatement("select pg_sleep(0.05)").execute())
                .flatMap(result -> result.map((_, _) -> Thread.currentThread().getName()))
                .last();
    }

    @Override
    public void destroy() {
        Mono.whenDelayError(tenants.disposeLater(), admins.disposeLater())
                .timeout(PATIENCE)
                .onErrorComplete()
                .then(loops.disposeLater())
                .block(PATIENCE.multipliedBy(3));
    }
}
