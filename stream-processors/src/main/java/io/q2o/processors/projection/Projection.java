package io.q2o.processors.projection;

import io.q2o.schemas.Position;
import io.r2dbc.spi.Connection;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Turns the records of one topic into rows. Applying the same records to the same rows must give
 * the same rows; the runner sees to it that each record counts once.
 *
 * @param <R> a record as this projection reads it
 */
public interface Projection<R> {
    /** Stored name: of its position rows, its consumer group and its metrics. */
    String name();

    /** The topic it reads. */
    String topic();

    /**
     * Reads a record.
     *
     * @throws io.q2o.log.UnreadableRecordException if it cannot; the record is then set aside
     */
    R read(ConsumerRecord<String, byte[]> record);

    /**
     * Whether a record makes sense only after those of its key before it. If so, a record that
     * cannot be applied parks its tenant, and what the tenant says later waits behind it; otherwise
     * it is set aside alone.
     */
    default boolean isOrdered() {
        return true;
    }

    /**
     * The position that readers have reached with this record, null if it takes the following one
     * too.
     */
    @Nullable Position reachedWith(R record);

    /**
     * Writes the rows of some records within a transaction that the runner began and will commit.
     *
     * @param records of one or more partitions, those of each in order
     * @return fails with {@link PoisonException} if it is one tenant's records that cannot be
     *     applied
     */
    Mono<Void> apply(List<R> records, Connection connection);
}
