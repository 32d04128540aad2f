package io.q2o.processors.projection;

import io.q2o.log.EventRecord;
import io.r2dbc.spi.Connection;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import reactor.core.publisher.Mono;

/**
 * Changes of counters over all tenants, and of such by day. A counter has a row a partition: rows
 * that partitions share would make them wait.
 */
public final class Totals {
    private record Counter(String name, int partition) {}

    private record DayCounter(String name, LocalDate day, int partition) {}

    private static final Upsert<Map.Entry<Counter, Long>> OVERALL =
            Upsert.<Map.Entry<Counter, Long>>into("platform_total", "counter", "partition")
                    .column("counter", "text", change -> change.getKey().name())
                    .column("partition", "int", change -> change.getKey().partition())
                    .column("value", "bigint", Map.Entry::getValue)
                    .adding("value");

    private static final Upsert<Map.Entry<DayCounter, Long>> DAILY =
            Upsert.<Map.Entry<DayCounter, Long>>into("daily_total", "counter", "day", "partition")
                    .column("counter", "text", change -> change.getKey().name())
                    .column("day", "date", change -> change.getKey().day())
                    .column("partition", "int", change -> change.getKey().partition())
                    .column("value", "bigint", Map.Entry::getValue)
                    .adding("value");

    private final Map<Counter, Long> overall =
            new TreeMap<>(Comparator.comparing(Counter::name).thenComparingInt(Counter::partition));
    private final Map<DayCounter, Long> daily =
            new TreeMap<>(
                    Comparator.comparing(DayCounter::name)
                            .thenComparing(DayCounter::day)
                            .thenComparingInt(DayCounter::partition));

    /** Counts what an event changed. */
    public void add(EventRecord record, String counter, long change) {
        overall.merge(new Counter(counter, record.position().partition()), change, Long::sum);
    }

    /** Counts what an event changed for the day of an instant, in UTC. */
    public void add(EventRecord record, String counter, Instant at, long change) {
        var day = LocalDate.ofInstant(at, ZoneOffset.UTC);
        daily.merge(new DayCounter(counter, day, record.position().partition()), change, Long::sum);
    }

    /** Adds the changes to the stored counters. */
    public Mono<Void> write(Connection connection) {
        return written(OVERALL, overall, connection)
                .then(Mono.defer(() -> written(DAILY, daily, connection)));
    }

    private static <C> Mono<Void> written(
            Upsert<Map.Entry<C, Long>> rows, Map<C, Long> changes, Connection connection) {
        return rows.rows(
                changes.entrySet().stream().filter(change -> change.getValue() != 0).toList(),
                connection);
    }
}
