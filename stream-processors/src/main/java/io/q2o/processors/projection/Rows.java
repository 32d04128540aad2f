package io.q2o.processors.projection;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Rows of one table while records are folded in memory to the last state of each.
 *
 * @param <K> what tells them apart
 * @param <R> a row
 */
public final class Rows<K, R> {
    private final Map<K, R> stored;
    private final Map<K, R> changed = new LinkedHashMap<>();

    private Rows(Map<K, R> stored) {
        this.stored = stored;
    }

    /**
     * The rows of these keys as they are stored.
     *
     * @param select a statement with one parameter, the array of keys
     */
    public static <K, R> Mono<Rows<K, R>> stored(
            String select,
            Set<K> keys,
            K[] none,
            Function<Readable, R> row,
            Function<R, K> key,
            Connection connection) {
        if (keys.isEmpty()) {
            return Mono.just(new Rows<>(Map.of()));
        }
        return Flux.from(connection.createStatement(select).bind(0, keys.toArray(none)).execute())
                .flatMap(result -> result.map(row))
                .collectMap(key)
                .map(Rows::new);
    }

    /** The row as it is by now, null if there is none. */
    public @Nullable R get(K key) {
        var row = changed.get(key);
        return row == null ? stored.get(key) : row;
    }

    public void put(K key, R row) {
        changed.put(key, row);
    }

    /** Changes every row that is known here and meant. */
    public void change(Predicate<R> meant, UnaryOperator<R> change) {
        stored.forEach((key, row) -> {
            if (meant.test(row)) {
                changed.putIfAbsent(key, row);
            }
        });
        changed.replaceAll((_, row) -> meant.test(row) ? change.apply(row) : row);
    }

    /** What is to be written. */
    public Collection<R> changed() {
        return List.copyOf(changed.values());
    }
}
