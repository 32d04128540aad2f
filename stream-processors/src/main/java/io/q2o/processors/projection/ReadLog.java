package io.q2o.processors.projection;

import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Tells whether a partition can still be read on from where a projection stands.
 *
 * @param projection its stored name
 * @param isOrdered whether its records build on each other
 */
record ReadLog(String projection, boolean isOrdered) {
    /** What is in a partition cannot follow what was read of it; an operator has to see to it. */
    static final class WrongLogException extends RuntimeException {
        private static final long serialVersionUID = 1;

        WrongLogException(String message) {
            super(message);
        }
    }

    /**
     * A log that is shorter than what was read of it is another log: its records would be missed.
     * One that begins after what is to be read next lacks records that nothing can stand in for,
     * unless each stands alone.
     *
     * @param next offset to be read next
     * @throws WrongLogException saying what to do
     */
    void check(Consumer<?, ?> reader, TopicPartition partition, long next) {
        var end = reader.endOffsets(Set.of(partition)).getOrDefault(partition, next);
        if (end < next) {
            throw new WrongLogException(
                    ("%s ends at %d, but %s has read it up to %d: it was made anew; empty the read"
                                    + " model, see the operations page")
                            .formatted(partition, end, projection, next));
        }
        var start = reader.beginningOffsets(Set.of(partition)).getOrDefault(partition, next);
        if (start > next && isOrdered) {
            throw new WrongLogException(
                    ("%s begins at %d, but %s is to read it from %d: records were trimmed before"
                                    + " they were projected; see the operations page, 'Trimmed"
                                    + " events'")
                            .formatted(partition, start, projection, next));
        }
    }
}
