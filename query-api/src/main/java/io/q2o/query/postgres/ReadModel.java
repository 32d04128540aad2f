package io.q2o.query.postgres;

import io.q2o.web.Problem;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import reactor.core.publisher.Mono;

/**
 * The read model. Reads are statements and nothing else; a read that gets no connection or no
 * answer in time, or finds PostgreSQL away, is a 503 problem: it may simply be repeated.
 */
@Component
public final class ReadModel {
    private static final Logger LOG = LoggerFactory.getLogger(ReadModel.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final String SEE_ONE_TENANT = "select set_config('app.tenant', :tenant, true)";

    private final SchemaWait schema;
    private final ReadingProperties properties;
    private final DatabaseClient tenants;
    private final DatabaseClient admins;
    private final TransactionalOperator tenantTransaction;
    private final AtomicInteger reading = new AtomicInteger();
    private final AtomicBoolean away = new AtomicBoolean();

    ReadModel(Connections connections, SchemaWait schema, ReadingProperties properties) {
        this.schema = schema;
        this.properties = properties;
        this.tenants = DatabaseClient.create(connections.tenants());
        this.admins = DatabaseClient.create(connections.admins());
        var readOnly = new DefaultTransactionDefinition();
        readOnly.setReadOnly(true);
        this.tenantTransaction =
                TransactionalOperator.create(
                        new R2dbcTransactionManager(connections.tenants()), readOnly);
    }

    /**
     * Reads as an admin: every tenant is there to be seen. One statement is one round trip, in a
     * transaction of its own.
     */
    public <T> Mono<T> asAdmin(Function<DatabaseClient, Mono<T>> query) {
        return guarded(query, admins, Function.identity());
    }

    /**
     * Reads as one tenant: row-level security hides all others, whatever the statement says.
     *
     * @param tenant slug of the only tenant to be seen
     */
    public <T> Mono<T> asTenant(String tenant, Function<DatabaseClient, Mono<T>> query) {
        return guarded(
                query,
                tenants,
                read ->
                        tenants.sql(SEE_ONE_TENANT)
                                .bind("tenant", tenant)
                                .fetch()
                                .first()
                                .then(read)
                                .as(tenantTransaction::transactional));
    }

    /** Reads what belongs to no tenant; rows of tenants cannot be seen. */
    public <T> Mono<T> asAnyone(Function<DatabaseClient, Mono<T>> query) {
        return guarded(query, tenants, Function.identity());
    }

    private <T> Mono<T> guarded(
            Function<DatabaseClient, Mono<T>> query,
            DatabaseClient client,
            Function<Mono<T>, Mono<T>> within) {
        return Mono.defer(() -> {
            if (!schema.isThere()) {
                return Mono.error(unavailable("The read model is not set up yet."));
            }
            if (reading.incrementAndGet() > properties.mostReading()) {
                reading.decrementAndGet();
                return Mono.error(unavailable("Too many reads are under way."));
            }
            return within.apply(query.apply(client))
                    .timeout(properties.readTimeout())
                    .doOnSuccess(_ -> present())
                    .onErrorMap(Away::isBehind, this::absent)
                    .doFinally(_ -> reading.decrementAndGet());
        });
    }

    private void present() {
        if (away.get() && away.compareAndSet(true, false)) {
            LOG.info("The read model answers again");
        }
    }

    private Problem absent(Throwable fault) {
        if (!away.get() && away.compareAndSet(false, true)) {
            LOG.warn("The read model does not answer: {}", fault.toString());
        }
        return unavailable("The read model cannot be reached just now.");
    }

    private static Problem unavailable(String detail) {
        return Problem.unavailable(
                "read-model-unavailable", detail + " Nothing was done; try again.", RETRY_AFTER);
    }
}
