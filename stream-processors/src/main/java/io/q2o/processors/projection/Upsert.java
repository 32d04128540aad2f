package io.q2o.processors.projection;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Result;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Writes many rows of one table with one statement: a column is one array, the arrays are unnested.
 *
 * @param <R> a row
 */
public final class Upsert<R> {
    private record Column<R>(String name, String type, Function<R, @Nullable Object> value) {}

    private final String table;
    private final List<String> keys;
    private final List<Column<R>> columns = new ArrayList<>();
    private @Nullable String growing;
    private @Nullable String sum;
    private @Nullable String statement;

    private Upsert(String table, List<String> keys) {
        this.table = table;
        this.keys = keys;
    }

    /** For a table with the given primary key. */
    public static <R> Upsert<R> into(String table, String... keys) {
        return new Upsert<>(table, List.of(keys));
    }

    /**
     * One more column.
     *
     * @param type PostgreSQL's name of its type
     * @param value what is written; its text must be a literal of that type
     */
    public Upsert<R> column(String name, String type, Function<R, @Nullable Object> value) {
        columns.add(new Column<>(name, type, value));
        return this;
    }

    /** Rows are left as they are unless this column becomes larger. */
    public Upsert<R> neverBack(String column) {
        growing = column;
        return this;
    }

    /** What is written of this column is added to what is there. */
    public Upsert<R> adding(String column) {
        sum = column;
        return this;
    }

    private String change(String column) {
        return column.equals(sum)
                ? "%1$s = %2$s.%1$s + excluded.%1$s".formatted(column, table)
                : "%1$s = excluded.%1$s".formatted(column);
    }

    private String statement() {
        var made = statement;
        if (made == null) {
            var names = columns.stream().map(Column::name).collect(Collectors.joining(", "));
            var arrays =
                    IntStream.range(0, columns.size())
                            .mapToObj(i ->
                                    "$%d::text[]::%s[]".formatted(i + 1, columns.get(i).type()))
                            .collect(Collectors.joining(", "));
            var changes =
                    columns.stream()
                            .map(Column::name)
                            .filter(name -> !keys.contains(name))
                            .map(this::change)
                            .collect(Collectors.joining(", "));
            var condition =
                    growing == null
                            ? ""
                            : " where excluded.%1$s > %2$s.%1$s".formatted(growing, table);
            made =
                    "insert into %s (%s) select * from unnest(%s) on conflict (%s) do update set %s%s"
                            .formatted(
                                    table,
                                    names,
                                    arrays,
                                    String.join(", ", keys),
                                    changes,
                                    condition);
            statement = made;
        }
        return made;
    }

    /** Writes rows; their keys must differ. */
    public Mono<Void> rows(Collection<R> rows, Connection connection) {
        if (rows.isEmpty()) {
            return Mono.empty();
        }
        var bound = connection.createStatement(statement());
        for (int i = 0; i < columns.size(); i++) {
            var value = columns.get(i).value();
            bound.bind(
                    i,
                    rows.stream()
                            .map(row -> {
                                var one = value.apply(row);
                                return one == null ? null : one.toString();
                            })
                            .toArray(String[]::new));
        }
        return Flux.from(bound.execute()).flatMap(Result::getRowsUpdated).then();
    }
}
