package io.q2o.command.decider;

/** Partitions of which one is halted, for tests of other packages. */
public final class StandingStill {
    private StandingStill() {}

    /** Only this partition stands still. */
    public static Partitions at(int partition, String reason) {
        var partitions = new Partitions();
        partitions.halt(partition, reason);
        return partitions;
    }
}
