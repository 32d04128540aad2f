package io.q2o.log;

import io.q2o.schemas.Event;
import io.q2o.schemas.Position;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * An event as readers of {@code q2o.events} get it.
 *
 * @param id {@code <partition>-<offset>-<n>} of the command that made it
 * @param type the {@code ce_type}
 * @param key tenant slug or {@code catalogue}
 * @param offset place in {@code q2o.events}
 * @param position place of the command in {@code q2o.commands}
 * @param at log time of the command
 * @param actor {@code kind:id} of who asked
 * @param isFinal whether it is the last event of its command
 * @param tenantVersion counts the events of the record key, from 1
 */
public record EventRecord(
        String id,
        String type,
        String key,
        int partition,
        long offset,
        Position position,
        Instant at,
        String actor,
        String correlationId,
        String causationId,
        long tenantVersion,
        boolean isFinal,
        @Nullable String traceparent,
        Event event) {
    /**
     * Reads a record of {@code q2o.events}.
     *
     * @throws UnreadableRecordException for unknown types and whatever this build cannot read
     */
    public static EventRecord read(ConsumerRecord<String, byte[]> record) {
        var headers = record.headers();
        var type = CloudEventHeaders.required(headers, CloudEventHeaders.TYPE);
        try {
            return new EventRecord(
                    CloudEventHeaders.required(headers, CloudEventHeaders.ID),
                    type,
                    record.key(),
                    record.partition(),
                    record.offset(),
                    Position.parse(CloudEventHeaders.required(headers, CloudEventHeaders.POSITION)),
                    Instant.parse(CloudEventHeaders.required(headers, CloudEventHeaders.TIME)),
                    CloudEventHeaders.required(headers, CloudEventHeaders.ACTOR),
                    CloudEventHeaders.required(headers, CloudEventHeaders.CORRELATION_ID),
                    CloudEventHeaders.required(headers, CloudEventHeaders.CAUSATION_ID),
                    Long.parseLong(
                            CloudEventHeaders.required(headers, CloudEventHeaders.TENANT_VERSION)),
                    CloudEventHeaders.text(headers, CloudEventHeaders.FINAL) != null,
                    CloudEventHeaders.text(headers, CloudEventHeaders.TRACE_PARENT),
                    StoredRecords.read(Event.class, type, record.value()));
        } catch (IllegalArgumentException | java.time.DateTimeException fault) {
            throw new UnreadableRecordException("a header of " + type + " is malformed", fault);
        }
    }
}
