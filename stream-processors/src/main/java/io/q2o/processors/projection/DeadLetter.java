package io.q2o.processors.projection;

import io.q2o.log.CloudEventHeaders;
import io.q2o.log.LogJson;
import io.q2o.log.UnreadableRecordException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * A record that was set aside.
 *
 * @param headers its headers as they are stored
 * @param position the command whose record it is
 */
record DeadLetter(
        long offset,
        String tenant,
        @Nullable String type,
        @Nullable String eventId,
        String reason,
        byte[] headers,
        byte @Nullable [] payload,
        long position) {
    static DeadLetter of(
            ConsumerRecord<String, byte[]> record, String tenant, String reason, long position) {
        return new DeadLetter(
                record.offset(),
                tenant,
                storable(record, CloudEventHeaders.TYPE),
                storable(record, CloudEventHeaders.ID),
                reason,
                written(record),
                record.value(),
                position);
    }

    private static @Nullable String storable(ConsumerRecord<String, byte[]> record, String header) {
        var text = CloudEventHeaders.text(record.headers(), header);
        return text == null ? null : Faults.storable(text);
    }

    private record StoredHeader(String name, byte @Nullable [] value) {}

    private static byte[] written(ConsumerRecord<String, byte[]> record) {
        return LogJson.MAPPER.writeValueAsBytes(
                StreamSupport.stream(record.headers().spliterator(), false)
                        .map(header -> new StoredHeader(header.key(), header.value()))
                        .toList());
    }

    /**
     * What is needed to apply a record that was set aside, as it is stored.
     *
     * @param headers null if they were not kept
     */
    record Stored(long offset, byte @Nullable [] headers, byte @Nullable [] payload) {
        /**
         * The record as it was polled, without its timestamp.
         *
         * @throws UnreadableRecordException if its headers were not kept
         */
        ConsumerRecord<String, byte[]> record(String topic, int partition, String tenant) {
            if (headers == null) {
                throw new UnreadableRecordException(
                        "its headers were not kept: the read model is to be built anew");
            }
            var restored = new RecordHeaders();
            Arrays.stream(LogJson.MAPPER.readValue(headers, StoredHeader[].class))
                    .forEach(header -> restored.add(header.name(), header.value()));
            return new ConsumerRecord<>(
                    topic,
                    partition,
                    offset,
                    ConsumerRecord.NO_TIMESTAMP,
                    TimestampType.NO_TIMESTAMP_TYPE,
                    ConsumerRecord.NULL_SIZE,
                    payload == null ? ConsumerRecord.NULL_SIZE : payload.length,
                    tenant,
                    payload,
                    restored,
                    Optional.empty());
        }
    }
}
