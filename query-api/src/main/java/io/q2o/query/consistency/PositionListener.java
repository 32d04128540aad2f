package io.q2o.query.consistency;

import static io.q2o.query.postgres.Columns.required;

import io.q2o.query.postgres.Connections;
import io.r2dbc.postgresql.api.Notification;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlResult;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.retry.Retry;

/**
 * Hears from PostgreSQL, on a connection of its own, how far projections have got. A connection
 * that is lost, or does not answer, is made anew with growing pauses; all positions are read when
 * it stands, and again when somebody starts to wait, at most once in {@value #PAUSE_MILLIS} ms:
 * notifications wake, rows are the truth.
 */
@Component
final class PositionListener implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(PositionListener.class);
    private static final int PAUSE_MILLIS = 20;
    private static final Duration PAUSE = Duration.ofMillis(PAUSE_MILLIS);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private static final String LISTEN = "listen q2o_position";
    private static final String POSITIONS =
            "select projection, partition, position from projection_position";

    private final Connections connections;
    private final KnownPositions known;
    private final Sinks.Many<Boolean> asked = Sinks.many().multicast().directBestEffort();
    private final AtomicInteger asking = new AtomicInteger();
    private volatile boolean connected;
    private @Nullable Disposable running;

    PositionListener(Connections connections, KnownPositions known) {
        this.connections = connections;
        this.known = known;
    }

    boolean isConnected() {
        return connected;
    }

    /** Has the position rows read soon; whoever waits stands in line before asking. */
    void readAgain() {
        if (asking.getAndIncrement() == 0) { // whoever comes meanwhile is asked for here as well
            int served = 1;
            do {
                asked.emitNext(true, Sinks.EmitFailureHandler.FAIL_FAST);
                served = asking.addAndGet(-served);
            } while (served != 0);
        }
    }

    @Override
    public void start() {
        running =
                Flux.usingWhen(
                                connections.dedicated(),
                                this::listen,
                                connection -> connection.close().onErrorComplete())
                        .retryWhen(
                                Retry.backoff(Long.MAX_VALUE, FIRST_PAUSE)
                                        .maxBackoff(LONGEST_PAUSE)
                                        .transientErrors(true)
                                        .doBeforeRetry(this::lost))
                        .subscribe();
    }

    private Flux<Boolean> listen(PostgresqlConnection connection) {
        var heard =
                connection
                        .getNotifications()
                        .doOnNext(this::hear)
                        .then(Mono.<Boolean>error(() -> new IllegalStateException("it ended")));
        var read =
                asked.asFlux()
                        .startWith(true)
                        .onBackpressureLatest()
                        .concatMap(
                                _ -> readAll(connection).concatWith(pause()),
                                0); // asks for the next only when this one is done
        return Flux.merge(heard, execute(connection, LISTEN).thenMany(read));
    }

    private static Mono<Boolean> pause() {
        return Mono.delay(PAUSE).then(Mono.empty());
    }

    private static Flux<PostgresqlResult> execute(PostgresqlConnection connection, String sql) {
        return connection
                .createStatement(sql)
                .execute()
                .concatMap(result -> result.getRowsUpdated().thenReturn(result))
                .timeout(PATIENCE);
    }

    private Flux<Boolean> readAll(PostgresqlConnection connection) {
        return connection
                .createStatement(POSITIONS)
                .execute()
                .concatMap(result ->
                        result.map((row, _) -> {
                            known.learn(
                                    required(row, 0, String.class),
                                    required(row, 1, Integer.class),
                                    required(row, 2, Long.class));
                            return true;
                        }))
                .timeout(PATIENCE)
                .then(Mono.fromSupplier(this::caughtUp))
                .flux();
    }

    private boolean caughtUp() {
        if (!connected) {
            connected = true;
            LOG.info("Listening for positions");
        }
        return true;
    }

    private void hear(Notification notification) {
        var said = String.valueOf(notification.getParameter());
        var parts = said.split(":", -1);
        try {
            if (parts.length == 3) {
                known.learn(parts[0], Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
                return;
            }
        } catch (NumberFormatException unreadable) {
            // said below
        }
        LOG.warn("No position: {}", said);
    }

    private void lost(Retry.RetrySignal signal) {
        if (connected) {
            connected = false;
            LOG.warn("Positions are no longer heard: {}", signal.failure().toString());
        }
    }

    @Override
    public void stop() {
        if (running != null) {
            running.dispose();
            running = null;
        }
    }

    /** Before the web server starts, and after it has answered its last request. */
    @Override
    public int getPhase() {
        return 0;
    }

    @Override
    public boolean isRunning() {
        return running != null;
    }
}
