package io.q2o.processors.billing;

import io.q2o.schemas.Position;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Who is on a plan, as the read model knows it. */
public final class Subscribers {
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final ConnectionFactory database;
    private final String projection;

    /**
     * @param projection stored name of the one that fills the tables
     */
    public Subscribers(ConnectionFactory database, String projection) {
        this.database = database;
        this.projection = projection;
    }

    /** Completes when the rows of a command's events are there. */
    Mono<Void> rowsAreThere(Position position) {
        return query(connection ->
                        Flux.from(
                                        connection
                                                .createStatement(
                                                        """
                                                        select 1 from projection_position
                                                        where projection = $1 and partition = $2 and position >= $3\
                                                        """)
                                                .bind(0, projection)
                                                .bind(1, position.partition())
                                                .bind(2, position.offset())
                                                .execute())
                                .flatMap(result -> result.map((_, _) -> true)))
                .hasElements()
                .filter(there -> there)
                .repeatWhenEmpty(tries -> tries.delayElements(PAUSE))
                .then();
    }

    /** All plans by their number. */
    Mono<Map<Long, PlanRow>> plans() {
        return query(connection ->
                        Flux.from(connection.createStatement("select * from plan").execute())
                                .flatMap(result -> result.map(PlanRow::of)))
                .collectMap(row -> row.terms().planId());
    }

    /** Slugs of the tenants on a plan. */
    Flux<String> on(long planId) {
        return query(connection ->
                Flux.from(
                                connection
                                        .createStatement(
                                                "select tenant from tenant where plan_id = $1")
                                        .bind(0, planId)
                                        .execute())
                        .flatMap(result ->
                                result.map((row, _) -> String.valueOf(row.get(0, String.class)))));
    }

    private <T> Flux<T> query(Function<Connection, Publisher<T>> rows) {
        return Flux.usingWhen(database.create(), rows, Connection::close);
    }
}
