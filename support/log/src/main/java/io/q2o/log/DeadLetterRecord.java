package io.q2o.log;

import io.q2o.schemas.Topics;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A record that was set aside, as it stands on {@code q2o.dead-letters}: its bytes, where it came
 * from and why. Its type and id are taken over from the headers of the origin.
 *
 * @param partition of the origin, and of the dead letter
 * @param reason for operators; nothing of the record's content in it
 * @param value the bytes of the origin
 */
public record DeadLetterRecord(
        String topic,
        int partition,
        long offset,
        @Nullable String key,
        byte @Nullable [] value,
        String reason,
        Headers origin) {
    /** Brokers take records of a megabyte, headers included. */
    static final int LARGEST = 900_000;

    /** What is written of the value: null if it is too long. */
    @Override
    public byte @Nullable [] value() {
        return value == null || value.length <= LARGEST ? value : null;
    }

    /** The record headers, in a fixed order. */
    public Headers headers() {
        var headers = new RecordHeaders();
        CloudEventHeaders.put(headers, CloudEventHeaders.ORIGIN_TOPIC, topic);
        CloudEventHeaders.put(
                headers, CloudEventHeaders.ORIGIN_PARTITION, Integer.toString(partition));
        CloudEventHeaders.put(headers, CloudEventHeaders.ORIGIN_OFFSET, Long.toString(offset));
        CloudEventHeaders.put(headers, CloudEventHeaders.REASON, reason);
        CloudEventHeaders.put(
                headers,
                CloudEventHeaders.TYPE,
                CloudEventHeaders.text(origin, CloudEventHeaders.TYPE));
        CloudEventHeaders.put(
                headers,
                CloudEventHeaders.ID,
                CloudEventHeaders.text(origin, CloudEventHeaders.ID));
        return headers;
    }

    /** The record for a producer, with the time of its writing. */
    public ProducerRecord<String, byte[]> toProduce() {
        return new ProducerRecord<>(Topics.DEAD_LETTERS, partition, key, value(), headers());
    }
}
