package io.q2o.processors.projection;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The rows that say how far a projection has got. */
final class Positions {
    private final String projection;
    private final DeadLetters letters;

    Positions(Projection<?> projection) {
        this.projection = projection.name();
        letters = new DeadLetters(projection);
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
                .then(letters.parked(partition, connection))
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

    private static Mono<Long> update(Statement statement) {
        return Flux.from(statement.execute()).flatMap(Result::getRowsUpdated).reduce(0L, Long::sum);
    }
}
