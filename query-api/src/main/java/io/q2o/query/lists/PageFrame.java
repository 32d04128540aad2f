package io.q2o.query.lists;

import io.q2o.query.postgres.Columns;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * The statement that finds one page of a list, how many rows there are in all, and whether some
 * tenant's events in one of the {@code :partitions} could not be applied.
 *
 * @param name of the rows within the statement
 * @param columns how many each row has; the first is null in none of them
 * @param view makes an item of a row
 */
public record PageFrame<V>(String name, int columns, Function<Readable, V> view) {
    /** The total is there on a page beyond the end, too: a row without an item. */
    private static final String FRAME =
            """
            select %1$s.*, total.items, total.parked
            from (
                select (%2$s) as items, exists (
                    select 1 from parked_tenant p
                    where p.projection = 'licensing' and p.partition = any(:partitions)) as parked
            ) total
            left join (%3$s) %1$s on true
            order by %4$s
            """;

    /**
     * What was found.
     *
     * @param total rows of all pages
     */
    public record Found<V>(List<V> items, long total, boolean parked) {
        /** The same as it is answered. */
        public <P> Listed<P> as(P page) {
            return new Listed<>(page, parked);
        }
    }

    private record Line<V>(@Nullable V item, long total, boolean parked) {}

    /**
     * The text of the statement.
     *
     * @param total a query of one number
     * @param rows a query of the page's rows
     * @param order of these rows
     */
    public String sql(String total, String rows, String order) {
        return FRAME.formatted(name, total, rows, order);
    }

    /** Executes such a statement once all is bound. */
    public Mono<Found<V>> read(DatabaseClient.GenericExecuteSpec statement) {
        return statement
                .map(this::line)
                .all()
                .collectList()
                .map(lines -> {
                    var first = lines.getFirst();
                    return new Found<>(
                            lines.stream().map(Line::item).filter(Objects::nonNull).toList(),
                            first.total(),
                            first.parked());
                });
    }

    private Line<V> line(Readable row) {
        return new Line<>(
                row.get(0) == null ? null : view.apply(row),
                Columns.required(row, columns, Long.class),
                Columns.required(row, columns + 1, Boolean.class));
    }
}
