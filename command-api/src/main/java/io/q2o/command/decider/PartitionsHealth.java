package io.q2o.command.decider;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Down while a partition stands still; names each of them and why. */
final class PartitionsHealth implements HealthIndicator {
    private final Partitions partitions;

    PartitionsHealth(Partitions partitions) {
        this.partitions = partitions;
    }

    @Override
    public Health health() {
        var halted = partitions.halted();
        var health = halted.isEmpty() ? Health.up() : Health.down();
        halted.forEach((partition, reason) -> health.withDetail("partition-" + partition, reason));
        return health.build();
    }
}
