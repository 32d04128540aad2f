package io.q2o.processors.projection;

import io.q2o.log.CloudEventHeaders;
import io.q2o.log.StoredRecords;
import io.q2o.log.UnreadableRecordException;
import io.q2o.schemas.operations.DeadLetterEvent;
import io.q2o.schemas.operations.DeadLetterEvent.DeadLetterDiscarded;
import io.q2o.schemas.operations.DeadLetterEvent.DeadLetterRetried;
import io.q2o.schemas.platform.StoredTypes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What an operator ordered about the records of a tenant that a projection has set aside.
 *
 * @param offset the record that is meant
 * @param discards whether that record is given up first
 */
record Order(String tenant, long offset, boolean discards) {
    private static final byte[] RETRIED = typeOf(DeadLetterRetried.class);
    private static final byte[] DISCARDED = typeOf(DeadLetterDiscarded.class);

    private static byte[] typeOf(Class<? extends DeadLetterEvent> order) {
        return StoredTypes.nameOf(order).getBytes(StandardCharsets.UTF_8);
    }

    /** The order that a record gives to this projection, null for all others. */
    static @Nullable Order in(ConsumerRecord<String, byte[]> record, String projection) {
        var type = record.headers().lastHeader(CloudEventHeaders.TYPE);
        if (type == null
                || !Arrays.equals(type.value(), RETRIED)
                        && !Arrays.equals(type.value(), DISCARDED)) {
            return null;
        }
        try {
            var event =
                    StoredRecords.read(
                            DeadLetterEvent.class,
                            new String(type.value(), StandardCharsets.UTF_8),
                            record.value());
            return event.projection().equals(projection)
                    ? new Order(event.slug(), event.offset(), event instanceof DeadLetterDiscarded)
                    : null;
        } catch (UnreadableRecordException poison) {
            return null; // the projection finds that out as well, and sets it aside
        }
    }

    /** The records in order, cut so that each order to this projection is alone. */
    static List<List<ConsumerRecord<String, byte[]>>> apart(
            List<ConsumerRecord<String, byte[]>> records, String projection) {
        var pieces = new ArrayList<List<ConsumerRecord<String, byte[]>>>();
        int from = 0;
        for (int i = 0; i < records.size(); i++) {
            if (in(records.get(i), projection) != null) {
                if (from < i) {
                    pieces.add(records.subList(from, i));
                }
                pieces.add(records.subList(i, i + 1));
                from = i + 1;
            }
        }
        if (from < records.size()) {
            pieces.add(records.subList(from, records.size()));
        }
        return pieces;
    }
}
