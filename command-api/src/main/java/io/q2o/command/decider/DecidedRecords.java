package io.q2o.command.decider;

import io.q2o.log.CloudEventHeaders;
import io.q2o.log.DeadLetterRecord;
import io.q2o.log.StoredRecords;
import io.q2o.schemas.Command;
import io.q2o.schemas.Event;
import io.q2o.schemas.Topics;
import io.q2o.schemas.platform.StoredTypes;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * The records that come of one command, but for its outcome.
 *
 * @param command headers of the command's record
 */
record DecidedRecords(int partition, Headers command) {
    private static final String EVENT_SOURCE = "/q2o/command-api";

    /**
     * An event or a passing fact.
     *
     * @param n which of those of its command, from 0
     * @param version number of the event among those of its key, null for a passing fact
     * @param isLast whether it is the last event of its command
     */
    Record<String, byte[]> event(
            Event event, RecordedMoment moment, int n, @Nullable Long version, boolean isLast) {
        var type = StoredTypes.nameOf(event.getClass());
        var headers = new RecordHeaders();
        CloudEventHeaders.put(headers, CloudEventHeaders.SPEC_VERSION, "1.0");
        CloudEventHeaders.put(
                headers, CloudEventHeaders.ID, moment.position().commandId() + "-" + n);
        CloudEventHeaders.put(headers, CloudEventHeaders.TYPE, type);
        CloudEventHeaders.put(headers, CloudEventHeaders.SOURCE, EVENT_SOURCE);
        CloudEventHeaders.put(headers, CloudEventHeaders.SUBJECT, event.subject());
        CloudEventHeaders.put(headers, CloudEventHeaders.TIME, moment.at().toString());
        CloudEventHeaders.put(headers, CloudEventHeaders.DATA_SCHEMA, "urn:q2o:schema:" + type);
        CloudEventHeaders.put(headers, CloudEventHeaders.POSITION, moment.position().toString());
        copy(headers, CloudEventHeaders.CORRELATION_ID, CloudEventHeaders.CORRELATION_ID);
        copy(headers, CloudEventHeaders.ID, CloudEventHeaders.CAUSATION_ID);
        copy(headers, CloudEventHeaders.COMMAND_ACTOR, CloudEventHeaders.ACTOR);
        CloudEventHeaders.put(
                headers,
                CloudEventHeaders.TENANT_VERSION,
                version == null ? null : version.toString());
        CloudEventHeaders.put(headers, CloudEventHeaders.CONTENT_TYPE, CloudEventHeaders.JSON);
        copy(headers, CloudEventHeaders.TRACE_PARENT, CloudEventHeaders.TRACE_PARENT);
        CloudEventHeaders.put(headers, CloudEventHeaders.FINAL, isLast ? "true" : null);
        return new Record<>(
                event.key(), StoredRecords.write(event), moment.at().toEpochMilli(), headers);
    }

    private void copy(Headers headers, String from, String to) {
        CloudEventHeaders.put(headers, to, CloudEventHeaders.text(command, from));
    }

    /** A command whose rules failed. */
    Record<String, byte[]> deadLetter(
            Command failed, long offset, Instant at, RuntimeException fault) {
        return deadLetter(
                failed.key(),
                StoredRecords.write(failed),
                offset,
                at.toEpochMilli(),
                "the rules failed: " + fault.getClass().getName());
    }

    /** What stands at an offset of the commands and cannot be decided. */
    Record<String, byte[]> deadLetter(
            @Nullable String key, byte @Nullable [] value, long offset, long at, String reason) {
        var letter =
                new DeadLetterRecord(
                        Topics.COMMANDS, partition, offset, key, value, reason, command);
        return new Record<>(key, letter.value(), at, letter.headers());
    }
}
