package io.q2o.query.consistency;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Up while positions are heard. */
@Component("positionsHealthIndicator")
final class PositionsHealth implements ReactiveHealthIndicator {
    private final PositionListener listener;
    private final KnownPositions known;

    PositionsHealth(PositionListener listener, KnownPositions known) {
        this.listener = listener;
        this.known = known;
    }

    @Override
    public Mono<Health> health() {
        return Mono.fromSupplier(() ->
                (listener.isConnected() ? Health.up() : Health.down())
                        .withDetail("waiting", known.waiting())
                        .build());
    }
}
