package io.q2o.query.lists;

import io.q2o.query.answer.Paging;
import io.q2o.query.postgres.Columns;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * A table that is listed in pages. One statement finds the rows of a page, how many there are on
 * all of them, and whether some tenant's events in one of the wanted partitions could not be
 * applied. Whatever the number of rows in the table, it looks at few.
 *
 * @param name of the table
 * @param as what its rows are called in all parts of statements
 * @param key its primary key
 * @param columns what the view reads; the first is null in no row
 * @param width how many columns these are
 * @param joins of other tables, for the columns
 * @param view makes an item of a row
 */
public record PagedTable<V>(
        String name,
        String as,
        String key,
        String columns,
        int width,
        String joins,
        Function<Readable, V> view) {
    /**
     * How far searches count. Whoever typed three letters is helped by the first page, and counting
     * all that contains them would take the more the more there is.
     */
    static final int MOST_COUNTED = 1_000;

    private static final String PARKED =
            """
            exists (
                select 1 from parked_tenant p
                where p.projection = 'licensing' and p.partition = any(:partitions)) as parked
            """;

    /**
     * The page is looked for from the nearer end of the list, in the index alone. The total is
     * there on a page beyond the end, too: a row without an item.
     */
    private static final String COUNTED =
            """
            with total as materialized (select (%7$s) as items, false as more, %8$s)
            select %4$s, total.items, total.more, total.parked
            from total
            left join lateral (
                select * from (
                    (select %2$s.%3$s from %1$s %2$s
                    where %6$s
                    order by %9$s
                    limit case when 2 * :offset <= total.items then :size else 0 end
                    offset :offset)
                    union all
                    (select %2$s.%3$s from %1$s %2$s
                    where %6$s
                    order by %10$s
                    limit case when 2 * :offset <= total.items then 0
                        else greatest(0, least(:size, total.items - :offset)) end
                    offset greatest(0, total.items - :offset - :size))
                ) one limit :size
            ) page on true
            left join %1$s %2$s on %2$s.%3$s = page.%3$s
            %5$s
            order by %9$s
            """;

    /**
     * What was found is sorted if it is few. Otherwise so much of the table matches that its order
     * soon leads to enough of it.
     */
    private static final String SEARCHED =
            """
            with found as materialized (%7$s),
            total as materialized (
                select least(count(*), :most) as items, count(*) > :most as more, %8$s from found)
            select %4$s, total.items, total.more, total.parked
            from total
            left join lateral (
                select * from (
                    (select * from found %2$s
                    where not total.more
                    order by %9$s
                    limit :size offset :offset)
                    union all
                    (select * from %1$s %2$s
                    where total.more and %6$s
                    order by %9$s
                    limit :size offset :offset)
                ) one limit :size
            ) %2$s on true
            %5$s
            order by %9$s
            """;

    /**
     * No index knows of parts that are so short: rows are looked at in order until it is enough.
     */
    private static final String WALKED =
            """
            with found as materialized (
                select * from %1$s %2$s
                where %6$s
                order by %9$s
                limit greatest(:most + 1, :offset + :size)),
            total as materialized (
                select least(count(*), :most) as items, count(*) > :most as more, %8$s from found)
            select %4$s, total.items, total.more, total.parked
            from total
            left join lateral (
                select * from found %2$s order by %9$s limit :size offset :offset
            ) %2$s on true
            %5$s
            order by %9$s
            """;

    /**
     * What was found.
     *
     * @param total rows of all pages
     */
    public record Found<V>(List<V> items, Total total, boolean parked) {
        /** The same as it is answered. */
        public <P> Listed<P> as(P page) {
            return new Listed<>(page, parked);
        }
    }

    /**
     * Which page of which rows, in which order.
     *
     * @param where a condition that all rows meet
     * @param tenants a condition that the tenants {@code t} of all rows meet
     * @param partitions whose parked tenants the caller would miss
     */
    public record Wanted(
            Paging paging, String where, String tenants, Order order, Integer[] partitions) {
        /** The same page of all rows. */
        public Wanted ofAll() {
            return new Wanted(paging, "true", "true", order, partitions);
        }
    }

    private record Line<V>(@Nullable V item, Total total, boolean parked) {}

    /**
     * A page of rows of which somebody keeps count.
     *
     * @param total a query of their number; it must be right
     */
    public DatabaseClient.GenericExecuteSpec counted(
            DatabaseClient client, Wanted wanted, String total) {
        return bound(client, wanted, sql(COUNTED, wanted, wanted.where(), total));
    }

    /**
     * A page of the rows for which one of the alternatives holds.
     *
     * @param indexed whether their indexes can find them
     */
    public DatabaseClient.GenericExecuteSpec searched(
            DatabaseClient client, Wanted wanted, List<Alternative> alternatives, boolean indexed) {
        var either =
                alternatives.stream()
                        .map(this::condition)
                        .collect(Collectors.joining(" or ", "(", ")"));
        var where = wanted.where() + " and " + either;
        var sql =
                indexed
                        ? sql(SEARCHED, wanted, where, union(alternatives, wanted))
                        : sql(WALKED, wanted, where, "");
        return bound(client, wanted, sql).bind("most", MOST_COUNTED);
    }

    private String union(List<Alternative> alternatives, Wanted wanted) {
        return alternatives.stream()
                .map(one -> rows(one, wanted))
                .collect(Collectors.joining("\nunion\n"));
    }

    private String condition(Alternative alternative) {
        return switch (alternative) {
            case Alternative.Rows(var condition) -> condition;
            case Alternative.OfTenants(var condition) -> ofTenants(condition);
        };
    }

    /**
     * Holds for rows of the tenants {@code t} for which the condition holds. It is a filter and no
     * join: nobody can tell beforehand how few or how many rows such a join would have to sort.
     */
    public String ofTenants(String condition) {
        return "(%s.tenant in (select t.tenant from tenant t where %s)) is true"
                .formatted(as, condition);
    }

    /**
     * Each alternative by itself, so that each uses its own index. Which tenants are meant is a
     * question of its own, too ({@code offset 0}): with a limit in sight they would be looked for
     * one after the other.
     */
    private String rows(Alternative alternative, Wanted wanted) {
        return switch (alternative) {
            case Alternative.Rows(var condition) ->
                    "(select %2$s.* from %1$s %2$s where %3$s and %4$s limit :most + 1)"
                            .formatted(name, as, condition, wanted.where());
            case Alternative.OfTenants(var condition) ->
                    """
                    (select %2$s.*
                    from (select t.tenant from tenant t where %3$s and %5$s offset 0) named
                    cross join lateral (
                        select * from %1$s %2$s
                        where %2$s.tenant = named.tenant and %4$s limit :most + 1) %2$s
                    limit :most + 1)\
                    """
                            .formatted(name, as, condition, wanted.where(), wanted.tenants());
        };
    }

    private String sql(String frame, Wanted wanted, String where, String source) {
        var order = wanted.order();
        return frame.formatted(
                name,
                as,
                key,
                columns,
                joins,
                where,
                source,
                PARKED,
                order.sql(),
                order.reversed().sql());
    }

    private static DatabaseClient.GenericExecuteSpec bound(
            DatabaseClient client, Wanted wanted, String sql) {
        return client.sql(sql)
                .bind("size", wanted.paging().size())
                .bind("offset", wanted.paging().offset())
                .bind("partitions", wanted.partitions());
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
                new Total(
                        Columns.required(row, width, Long.class),
                        Columns.required(row, width + 1, Boolean.class)),
                Columns.required(row, width + 2, Boolean.class));
    }
}
