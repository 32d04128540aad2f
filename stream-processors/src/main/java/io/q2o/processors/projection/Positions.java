package io.q2o.processors.projection;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The rows that say how far a projection has got, and whom it has parked. */
final class Positions {
    private final String projection;

    Positions(String projection) {
        this.projection = projection;
    }

    /**
     * @param next offset of the record to apply next
     * @param position command position that readers have reached
     * @param parked tenants whose records are set aside
     */
    record Progress(long next, long position, Set<String> parked) {}

    Mono<Progress> read(int partition, Connection connection) {
        return update(
                        connection
                                .createStatement(
                                        """
                                        insert into projection_position (projection, partition, next, position)
                                        values ($1, $2, 0, -1) on conflict do nothing\
                                        """)
                                .bind(0, projection)
                                .bind(1, partition))
                .then(parked(partition, connection))
                .flatMap(parked ->
                        Flux.from(
                                        connection
                                                .createStatement(
                                                        """
                                                        select next, position from projection_position
                                                        where projection = $1 and partition = $2\
                                                        """)
                                                .bind(0, projection)
                                                .bind(1, partition)
                                                .execute())
                                .flatMap(result ->
                                        result.map((row, _) ->
                                                new Progress(
                                                        number(row.get(0, Long.class)),
                                                        number(row.get(1, Long.class)),
                                                        parked)))
                                .single());
    }

    private static long number(@Nullable Long value) {
        if (value == null) {
            throw new IllegalStateException("a position row without numbers");
        }
        return value;
    }

    private Mono<Set<String>> parked(int partition, Connection connection) {
        return Flux.from(
                        connection
                                .createStatement(
                                        "select tenant from parked_tenant where projection = $1 and partition = $2")
                                .bind(0, projection)
                                .bind(1, partition)
                                .execute())
                .flatMap(result -> result.map((row, _) -> String.valueOf(row.get(0, String.class))))
                .collect(Collectors.toSet());
    }

    /**
     * How a partition moves on.
     *
     * @param expected where its row must be
     */
    record Step(int partition, long expected, long next, long position) {}

    /**
     * Moves on from expected places and tells the listeners; false if another writer was first in
     * any of the partitions, the transaction is then to be rolled back.
     */
    Mono<Boolean> advance(List<Step> steps, Connection connection) {
        return Flux.from(
                        connection
                                .createStatement(
                                        """
                                        with moved as (
                                          update projection_position as row
                                          set next = step.next, position = greatest(row.position, step.position)
                                          from unnest($2::int[], $3::bigint[], $4::bigint[], $5::bigint[])
                                            as step (partition, expected, next, position)
                                          where row.projection = $1 and row.partition = step.partition
                                            and row.next = step.expected
                                          returning row.partition, row.position)
                                        select pg_notify('q2o_position', $1 || ':' || partition || ':' || position)
                                        from moved\
                                        """)
                                .bind(0, projection)
                                .bind(1, column(steps, Step::partition, Integer[]::new))
                                .bind(2, column(steps, Step::expected, Long[]::new))
                                .bind(3, column(steps, Step::next, Long[]::new))
                                .bind(4, column(steps, Step::position, Long[]::new))
                                .execute())
                .flatMap(result -> result.map((_, _) -> true))
                .count()
                .map(rows -> rows == steps.size());
    }

    private static <T> T[] column(
            List<Step> steps, Function<Step, T> value, IntFunction<T[]> array) {
        return steps.stream().map(value).toArray(array);
    }

    Mono<Void> park(int partition, DeadLetter letter, Connection connection) {
        var insert =
                connection
                        .createStatement(
                                """
                                insert into dead_letter (projection, partition, record_offset, tenant, type, reason, payload, at)
                                values ($1, $2, $3, $4, $5, $6, $7, now())
                                on conflict (projection, partition, record_offset) do nothing\
                                """)
                        .bind(0, projection)
                        .bind(1, partition)
                        .bind(2, letter.offset())
                        .bind(3, letter.tenant())
                        .bind(5, letter.reason());
        bind(insert, 4, letter.type(), String.class);
        bind(insert, 6, letter.payload(), byte[].class);
        return update(insert)
                .then(
                        update(
                                connection
                                        .createStatement(
                                                """
                                                insert into parked_tenant (projection, tenant, partition, since_position)
                                                values ($1, $2, $3, $4) on conflict do nothing\
                                                """)
                                        .bind(0, projection)
                                        .bind(1, letter.tenant())
                                        .bind(2, partition)
                                        .bind(3, letter.position())))
                .then();
    }

    private static <T> void bind(Statement statement, int index, @Nullable T value, Class<T> type) {
        if (value == null) {
            statement.bindNull(index, type);
        } else {
            statement.bind(index, value);
        }
    }

    private static Mono<Long> update(Statement statement) {
        return Flux.from(statement.execute()).flatMap(Result::getRowsUpdated).reduce(0L, Long::sum);
    }

    /**
     * A record that was set aside.
     *
     * @param position where its tenant was parked
     */
    record DeadLetter(
            long offset,
            String tenant,
            @Nullable String type,
            String reason,
            byte @Nullable [] payload,
            long position) {}
}
