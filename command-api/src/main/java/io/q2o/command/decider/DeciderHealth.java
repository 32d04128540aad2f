package io.q2o.command.decider;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Up while this process takes part in deciding. Partitions that stand still are told by {@link
 * PartitionsHealth}, for they are no reason to send requests for the others elsewhere.
 */
final class DeciderHealth implements HealthIndicator {
    private final DeciderRuntime runtime;
    private final Partitions partitions;

    DeciderHealth(DeciderRuntime runtime, Partitions partitions) {
        this.runtime = runtime;
        this.partitions = partitions;
    }

    @Override
    public Health health() {
        var state = runtime.state();
        var health =
                (state.equals("RUNNING") ? Health.up() : Health.down())
                        .withDetail("streams", state)
                        .withDetail("partitions", partitions.ownedCount());
        if (runtime.handedOver() != null) {
            health.withDetail("handed-over", runtime.handedOver());
        }
        return health.build();
    }
}
