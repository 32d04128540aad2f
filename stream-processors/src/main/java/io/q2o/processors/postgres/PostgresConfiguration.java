package io.q2o.processors.postgres;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.spi.Connection;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;
import reactor.util.retry.Retry;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PostgresSettings.class)
class PostgresConfiguration {
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final int TRIED = 4;
    private static final Retry PATIENTLY = Retry.fixedDelay(12, Duration.ofSeconds(1));

    /**
     * Loops of their own: shared ones would put all connections on one. Their number is odd, for
     * opening a connection asks the group for its next loop twice.
     */
    @Bean(destroyMethod = "dispose")
    LoopResources databaseLoops() {
        var loops = Math.max(3, Runtime.getRuntime().availableProcessors() | 1);
        return LoopResources.create("postgres", 1, loops, true, false);
    }

    /**
     * Connections that projections write through. A projector that is frozen between rows and
     * commit holds its position row: the database ends such a session, so that whoever took the
     * partition over can go on.
     */
    @Bean(destroyMethod = "dispose")
    ConnectionPool projectorPool(
            PostgresSettings settings,
            LoopResources databaseLoops,
            @Value("${q2o.projection.delay-before-commit:0ms}") Duration delayBeforeCommit) {
        var url = settings.url();
        var factory =
                new PostgresqlConnectionFactory(
                        PostgresqlConnectionConfiguration.builder()
                                .host(url.getHost())
                                .port(url.getPort() < 0 ? 5432 : url.getPort())
                                .database(url.getPath().substring(1))
                                .username("q2o_projector")
                                .password(settings.projectorPassword())
                                .applicationName("q2o-stream-processors")
                                .connectTimeout(Duration.ofSeconds(5))
                                .options(
                                        Map.of(
                                                "statement_timeout",
                                                millis(LIMIT),
                                                "idle_in_transaction_session_timeout",
                                                millis(
                                                        settings.silentTransaction()
                                                                .plus(delayBeforeCommit))))
                                .tcpKeepAlive(true)
                                .loopResources(databaseLoops)
                                .build());
        return new ConnectionPool(
                ConnectionPoolConfiguration.builder(factory)
                        .name("projector")
                        .initialSize(0)
                        .maxSize(settings.projectorPool())
                        .maxAcquireTime(Duration.ofSeconds(5))
                        .maxIdleTime(Duration.ofMinutes(10))
                        // one that hangs is found out within the acquire time
                        .validationQuery("select 1")
                        .build());
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }

    /**
     * Refuses to run with all connections on one event loop: they would wait for each other. By now
     * projections use the pool as well, so that it may take a while to get connections from it.
     */
    @Bean
    ApplicationRunner connectionsAreSpread(ConnectionPool pool) {
        return _ -> {
            var loops = loopsOf(pool).retryWhen(PATIENTLY).block();
            if (loops == null || loops.size() < 2) {
                throw new IllegalStateException(
                        "connections to PostgreSQL share one event loop: " + loops);
            }
        };
    }

    static Mono<Set<String>> loopsOf(ConnectionPool pool) {
        return Flux.range(0, TRIED)
                .flatMap(
                        _ ->
                                Mono.usingWhen(
                                        pool.create(),
                                        PostgresConfiguration::loopOf,
                                        Connection::close),
                        TRIED)
                .collect(Collectors.toSet());
    }

    /** Sleeps a moment, so that all connections are taken before one is given back. */
    private static Mono<String> loopOf(Connection connection) {
        return Flux.from(connection.createStatement("select pg_sleep(0.02)").execute())
                .flatMap(result -> result.map((_, _) -> Thread.currentThread().getName()))
                .last();
    }
}
