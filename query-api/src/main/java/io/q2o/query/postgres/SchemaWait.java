package io.q2o.query.postgres;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Waits at start until PostgreSQL is there, holds the schema version that the queries were written
 * for, and serves its connections from more than one event loop. Until then health is down and
 * reads are 503.
 */
@Component
final class SchemaWait implements SmartLifecycle {
    static final String VERSION = "5";

    private static final Logger LOG = LoggerFactory.getLogger(SchemaWait.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int ATTEMPTS_A_LINE = 20;

    private static final String HAS_VERSION =
            """
            select exists (select 1 from flyway_schema_history where version = :version and success)
            """;

    private final Connections connections;
    private final PostgresProperties postgres;
    private final DatabaseClient admins;
    private volatile boolean there;
    private @Nullable Disposable waiting;

    SchemaWait(Connections connections, PostgresProperties postgres) {
        this.connections = connections;
        this.postgres = postgres;
        this.admins = DatabaseClient.create(connections.admins());
    }

    boolean isThere() {
        return there;
    }

    @Override
    public void start() {
        waiting =
                look().then(Mono.defer(connections::warmUp))
                        .timeout(PATIENCE)
                        .retryWhen(
                                Retry.backoff(Long.MAX_VALUE, FIRST_PAUSE)
                                        .maxBackoff(LONGEST_PAUSE)
                                        .doBeforeRetry(this::report))
                        .subscribe(loops -> {
                            there = true;
                            LOG.info(
                                    "Read model at {} has schema version {}; its connections are"
                                            + " spread over {} event loops",
                                    postgres,
                                    VERSION,
                                    loops.size());
                        });
    }

    private Mono<Boolean> look() {
        return admins.sql(HAS_VERSION)
                .bind("version", VERSION)
                .mapValue(Boolean.class)
                .one()
                .filter(Boolean::booleanValue)
                .switchIfEmpty(
                        Mono.error(() ->
                                new IllegalStateException("the schema has not got that far yet")));
    }

    private void report(Retry.RetrySignal signal) {
        if (signal.totalRetries() % ATTEMPTS_A_LINE == 0) {
            LOG.info(
                    "Waiting for schema version {} of the read model at {}, which"
                            + " stream-processors lays out: {}",
                    VERSION,
                    postgres,
                    rootOf(signal.failure()).getMessage());
        }
    }

    private static Throwable rootOf(Throwable fault) {
        var root = fault;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    @Override
    public void stop() {
        if (waiting != null) {
            waiting.dispose();
            waiting = null;
        }
    }

    /** Before the web server starts, and after it has answered its last request. */
    @Override
    public int getPhase() {
        return 0;
    }

    @Override
    public boolean isRunning() {
        return waiting != null;
    }
}
