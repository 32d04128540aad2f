package io.q2o.processors.projection;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;

/** What operators watch about one projection of this process. */
final class ProjectionMetrics {
    private final MeterRegistry registry;
    private final Tags tags;
    private final Map<TopicPartition, Long> lags = new ConcurrentHashMap<>();
    private final Map<TopicPartition, Long> parked = new ConcurrentHashMap<>();

    ProjectionMetrics(String projection, MeterRegistry registry) {
        this.registry = registry;
        tags = Tags.of("projection", projection);
        Gauge.builder("q2o.projection.lag", lags, ProjectionMetrics::sum)
                .tags(tags)
                .description("records that are committed and not yet applied here")
                .register(registry);
        Gauge.builder("q2o.projection.parked.tenants", parked, ProjectionMetrics::sum)
                .tags(tags)
                .description("tenants whose records wait here until an operator has dealt with one")
                .register(registry);
    }

    private static double sum(Map<TopicPartition, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    void lags(TopicPartition partition, long records) {
        lags.put(partition, records);
    }

    /** Whether it is known that nothing waits in the partition. */
    boolean isCaughtUp(TopicPartition partition) {
        return lags.getOrDefault(partition, 1L) == 0;
    }

    void stands(TopicPartition partition, Positions.Progress progress) {
        parked.put(partition, (long) progress.parked().size());
    }

    void written(BatchWriter.Written written) {
        registry.summary("q2o.projection.batch", tags).record(written.applied() + written.parked());
        registry.counter("q2o.projection.records", tags).increment(written.applied());
        registry.counter("q2o.projection.parked", tags).increment(written.parked());
    }

    void fenced() {
        registry.counter("q2o.projection.fenced", tags).increment();
    }

    /** The partition is this process's no more. */
    void forget(TopicPartition partition) {
        lags.remove(partition);
        parked.remove(partition);
    }

    void forgetAll() {
        lags.clear();
        parked.clear();
    }
}
