package io.q2o.query.operations;

import static io.q2o.query.postgres.Columns.required;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.q2o.schemas.Position;
import io.q2o.schemas.operations.DeadLetterId;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The record for which a projection has parked a tenant; every key is present, nothing of its
 * content is.
 *
 * @param id names it in orders
 * @param tenantSlug whose it is, {@code catalogue} for plans
 * @param eventType null if it has none
 * @param eventId null if it has none
 * @param position of the command that made it, null if it does not say
 * @param waiting so many later records of the tenant wait behind it
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record DeadLetterView(
        String id,
        String projection,
        String tenantSlug,
        @Nullable String eventType,
        @Nullable String eventId,
        @Nullable String position,
        String reason,
        Instant parkedAt,
        long waiting) {
    /** The columns that {@link #of} reads, in its order. */
    static final String COLUMNS =
            """
            d.projection, d.tenant, d.record_offset, d.type, d.event_id, d.partition, d.position, d.reason, d.at, (
                select count(*) - 1 from dead_letter w
                where w.projection = d.projection and w.partition = d.partition and w.tenant = d.tenant)
            """;

    static DeadLetterView of(Readable row) {
        var projection = required(row, 0, String.class);
        var slug = required(row, 1, String.class);
        return new DeadLetterView(
                new DeadLetterId(projection, slug, required(row, 2, Long.class)).toString(),
                projection,
                slug,
                row.get(3, String.class),
                row.get(4, String.class),
                position(required(row, 5, Integer.class), row.get(6, Long.class)),
                required(row, 7, String.class),
                required(row, 8, Instant.class),
                required(row, 9, Long.class));
    }

    private static @Nullable String position(int partition, @Nullable Long offset) {
        return offset == null || offset < 0 ? null : new Position(partition, offset).toString();
    }
}
