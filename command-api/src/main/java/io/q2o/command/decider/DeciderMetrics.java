package io.q2o.command.decider;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What operators watch about the decider. */
final class DeciderMetrics {
    private static final Logger LOG = LoggerFactory.getLogger(DeciderMetrics.class);
    private static final long AHEAD = Duration.ofSeconds(60).toMillis();

    private final MeterRegistry registry;
    private final Counter decided;
    private final Counter skipped;
    private final Counter unreadable;
    private volatile long last;
    private volatile boolean alarmed;

    DeciderMetrics(MeterRegistry registry) {
        this.registry = registry;
        decided = registry.counter("q2o.decider.commands");
        skipped = registry.counter("q2o.decider.skipped");
        unreadable = registry.counter("q2o.decider.unreadable");
        Gauge.builder("q2o.decider.ahead.seconds", () -> Math.max(0, ahead()) / 1000.0)
                .description("log time minus this machine's clock; above 60 a clock is wrong")
                .register(registry);
    }

    /**
     * What can be seen from outside at any time.
     *
     * @param lag commands that wait to be fetched
     */
    void watch(Partitions partitions, Outcomes outcomes, DoubleSupplier lag) {
        Gauge.builder("q2o.decider.lag", lag::getAsDouble)
                .description("commands that are appended and not yet fetched to be decided here")
                .register(registry);
        Gauge.builder("q2o.decider.partitions", partitions, Partitions::ownedCount)
                .description("partitions that are decided here")
                .register(registry);
        Gauge.builder("q2o.decider.partitions.halted", partitions, all -> all.halted().size())
                .description("partitions of this process that stand still until they are repaired")
                .register(registry);
        Gauge.builder("q2o.decider.waiting", outcomes, Outcomes::size)
                .description("callers who wait for an outcome")
                .register(registry);
    }

    private long ahead() {
        return last == 0 ? 0 : last - System.currentTimeMillis();
    }

    void decided(long at) {
        decided.increment();
        last = at;
        var ahead = ahead() > AHEAD;
        if (ahead && !alarmed) {
            LOG.error("log time is {} s ahead of this machine's clock", ahead() / 1000);
        }
        alarmed = ahead;
    }

    void skipped() {
        skipped.increment();
    }

    void unreadable() {
        unreadable.increment();
    }
}
