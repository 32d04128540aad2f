package io.q2o.processors.projection;

import io.q2o.log.EventRecord;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Result;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Changes of counters over all tenants. A counter has a row a partition: rows that partitions share
 * would make them wait.
 */
public final class Totals {
    private record Counter(String name, int partition) {}

    private final Map<Counter, Long> changes =
            new TreeMap<>(Comparator.comparing(Counter::name).thenComparingInt(Counter::partition));

    /** Counts what an event changed. */
    public void add(EventRecord record, String counter, long change) {
        changes.merge(new Counter(counter, record.position().partition()), change, Long::sum);
    }

    /** Adds the changes to the stored counters. */
    public Mono<Void> write(Connection connection) {
        var changed = changes.entrySet().stream().filter(entry -> entry.getValue() != 0).toList();
        if (changed.isEmpty()) {
            return Mono.empty();
        }
        return Flux.from(
                        connection
                                .createStatement(
                                        """
                                        insert into platform_total (counter, partition, value)
                                        select * from unnest($1::text[], $2::int[], $3::bigint[])
                                        on conflict (counter, partition)
                                        do update set value = platform_total.value + excluded.value\
                                        """)
                                .bind(
                                        0,
                                        changed.stream()
                                                .map(entry -> entry.getKey().name())
                                                .toArray(String[]::new))
                                .bind(
                                        1,
                                        changed.stream()
                                                .map(entry -> entry.getKey().partition())
                                                .toArray(Integer[]::new))
                                .bind(
                                        2,
                                        changed.stream()
                                                .map(Map.Entry::getValue)
                                                .toArray(Long[]::new))
                                .execute())
                .flatMap(Result::getRowsUpdated)
                .then();
    }
}
