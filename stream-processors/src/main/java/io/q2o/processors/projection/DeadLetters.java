package io.q2o.processors.projection;

import static io.q2o.processors.projection.Columns.filled;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The rows of what a projection has set aside, and of the tenants it has parked for it. */
final class DeadLetters {
    private final Projection<?> projection;

    DeadLetters(Projection<?> projection) {
        this.projection = projection;
    }

    /** Tenants of a partition whose records are set aside. */
    Mono<Set<String>> parked(int partition, Connection connection) {
        return Flux.from(
                        connection
                                .createStatement(
                                        "select tenant from parked_tenant where projection = $1 and partition = $2")
                                .bind(0, projection.name())
                                .bind(1, partition)
                                .execute())
                .flatMap(result -> result.map((row, _) -> filled(row.get(0, String.class))))
                .collect(Collectors.toSet());
    }

    /** Sets a record aside, and parks its tenant if later ones would have to wait for it. */
    Mono<Void> add(int partition, DeadLetter letter, Connection connection) {
        var insert =
                connection
                        .createStatement(
                                """
                                insert into dead_letter (projection, partition, record_offset, tenant, type, event_id,
                                    reason, headers, payload, position, at)
                                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, now())
                                on conflict (projection, partition, record_offset) do nothing\
                                """)
                        .bind(0, projection.name())
                        .bind(1, partition)
                        .bind(2, letter.offset())
                        .bind(3, letter.tenant())
                        .bind(6, letter.reason())
                        .bind(7, letter.headers())
                        .bind(9, letter.position());
        bind(insert, 4, letter.type(), String.class);
        bind(insert, 5, letter.eventId(), String.class);
        bind(insert, 8, letter.payload(), byte[].class);
        return update(insert)
                .then(
                        Mono.defer(() ->
                                projection.isOrdered()
                                        ? park(partition, letter, connection)
                                        : Mono.empty()));
    }

    private Mono<Void> park(int partition, DeadLetter letter, Connection connection) {
        return update(
                        connection
                                .createStatement(
                                        """
                                        insert into parked_tenant (projection, tenant, partition, since_position)
                                        values ($1, $2, $3, $4) on conflict do nothing\
                                        """)
                                .bind(0, projection.name())
                                .bind(1, letter.tenant())
                                .bind(2, partition)
                                .bind(3, letter.position()))
                .then();
    }

    /** Records of a tenant that are set aside, the oldest first. */
    Mono<List<DeadLetter.Stored>> oldest(
            int partition, String tenant, int most, Connection connection) {
        return Flux.from(
                        of(
                                        partition,
                                        tenant,
                                        connection,
                                        """
                                        select record_offset, headers, payload from dead_letter
                                        where projection = $1 and partition = $2 and tenant = $3
                                        order by record_offset limit $4\
                                        """)
                                .bind(3, most)
                                .execute())
                .flatMap(result ->
                        result.map((row, _) ->
                                new DeadLetter.Stored(
                                        filled(row.get(0, Long.class)),
                                        row.get(1, byte[].class),
                                        row.get(2, byte[].class))))
                .collectList();
    }

    /** Forgets the records of a tenant up to one that is the last to be dealt with. */
    Mono<Void> remove(int partition, String tenant, long upTo, Connection connection) {
        return update(
                        of(
                                        partition,
                                        tenant,
                                        connection,
                                        """
                                        delete from dead_letter
                                        where projection = $1 and partition = $2 and tenant = $3 and record_offset <= $4\
                                        """)
                                .bind(3, upTo))
                .then();
    }

    /** Forgets one record; false and nothing if it is not the oldest one of its tenant. */
    Mono<Boolean> removeOldest(int partition, String tenant, long offset, Connection connection) {
        return update(
                        of(
                                        partition,
                                        tenant,
                                        connection,
                                        """
                                        delete from dead_letter
                                        where projection = $1 and partition = $2 and tenant = $3 and record_offset = $4
                                          and record_offset = (
                                            select min(record_offset) from dead_letter
                                            where projection = $1 and partition = $2 and tenant = $3)\
                                        """)
                                .bind(3, offset))
                .map(rows -> rows == 1);
    }

    /** Says why a record is the one for which its tenant is parked. */
    Mono<Void> keep(
            int partition, String tenant, long offset, String reason, Connection connection) {
        return update(
                        of(
                                        partition,
                                        tenant,
                                        connection,
                                        """
                                        with kept as (
                                          update dead_letter set reason = $5
                                          where projection = $1 and partition = $2 and tenant = $3 and record_offset = $4
                                          returning projection, partition, tenant, position)
                                        update parked_tenant as parked
                                        set since_position = coalesce(kept.position, parked.since_position)
                                        from kept
                                        where parked.projection = kept.projection
                                          and parked.partition = kept.partition and parked.tenant = kept.tenant\
                                        """)
                                .bind(3, offset)
                                .bind(4, reason))
                .then();
    }

    /** A tenant is parked no longer. */
    Mono<Void> release(int partition, String tenant, Connection connection) {
        return update(
                        of(
                                partition,
                                tenant,
                                connection,
                                "delete from parked_tenant where projection = $1 and partition = $2 and tenant = $3"))
                .then();
    }

    private Statement of(int partition, String tenant, Connection connection, String sql) {
        return connection
                .createStatement(sql)
                .bind(0, projection.name())
                .bind(1, partition)
                .bind(2, tenant);
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
}
