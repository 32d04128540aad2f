package io.q2o.query.consistency;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.stereotype.Component;

/** What operators watch about waiting readers. */
@Component
final class PositionsMetrics implements MeterBinder {
    private final KnownPositions known;

    PositionsMetrics(KnownPositions known) {
        this.known = known;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("q2o.query.waiting", known, KnownPositions::waiting)
                .description("readers who wait for what their callers have seen")
                .register(registry);
    }
}
