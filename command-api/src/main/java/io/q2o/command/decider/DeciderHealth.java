package io.q2o.command.decider;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Up while commands are decided; names each partition that stands still and why. */
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
        var halted = partitions.halted();
        var up = state.equals("RUNNING") && halted.isEmpty();
        var health = (up ? Health.up() : Health.down()).withDetail("streams", state);
        health.withDetail("partitions", partitions.ownedCount());
        halted.forEach((partition, reason) -> health.withDetail("partition-" + partition, reason));
        if (runtime.handedOver() != null) {
            health.withDetail("handed-over", runtime.handedOver());
        }
        return health.build();
    }
}
