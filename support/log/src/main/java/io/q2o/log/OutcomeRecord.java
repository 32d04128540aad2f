package io.q2o.log;

import io.q2o.schemas.Position;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What became of a command: the answer of whoever asked, complete but for secrets and personal
 * texts.
 *
 * @param commandId {@code ce_id} of the command
 * @param position place of the command
 * @param status the HTTP status; below 300 the command was accepted
 * @param at log time of the decision; that of the first one when an idempotency key is repeated
 * @param token position of the partition's last command that produced events, null before the first
 * @param actor {@code kind:id} of who asked
 * @param keyId the derivation key that the command named, null if none
 * @param claim the idempotency claim, null without a caller's key
 * @param body JSON; sealed texts and secret slots still in it
 */
public record OutcomeRecord(
        UUID commandId,
        Position position,
        int status,
        Instant at,
        @Nullable Position token,
        String actor,
        @Nullable String keyId,
        @Nullable IdempotencyClaim claim,
        byte[] body) {
    /** Whether something was done, or nothing had to be. */
    public boolean isAccepted() {
        return status < 300;
    }

    /** The record key: {@code <partition>-<offset>}. */
    public String key() {
        return position.commandId();
    }

    /** The record headers, in a fixed order. */
    public Headers headers() {
        var headers = new RecordHeaders();
        CloudEventHeaders.put(headers, CloudEventHeaders.COMMAND_CE_ID, commandId.toString());
        CloudEventHeaders.put(headers, CloudEventHeaders.STATUS, Integer.toString(status));
        CloudEventHeaders.put(headers, CloudEventHeaders.AT, at.toString());
        CloudEventHeaders.put(
                headers, CloudEventHeaders.TOKEN, token == null ? null : token.toString());
        CloudEventHeaders.put(headers, CloudEventHeaders.COMMAND_ACTOR, actor);
        CloudEventHeaders.put(headers, CloudEventHeaders.KEY_ID, keyId);
        if (claim != null) {
            claim.writeTo(headers);
        }
        CloudEventHeaders.put(headers, CloudEventHeaders.CONTENT_TYPE, CloudEventHeaders.JSON);
        return headers;
    }

    /**
     * Reads a record of {@code q2o.outcomes}.
     *
     * @throws UnreadableRecordException if it is none
     */
    public static OutcomeRecord read(ConsumerRecord<String, byte[]> record) {
        var headers = record.headers();
        try {
            var dash = record.key().indexOf('-');
            var token = CloudEventHeaders.text(headers, CloudEventHeaders.TOKEN);
            return new OutcomeRecord(
                    UUID.fromString(
                            CloudEventHeaders.required(headers, CloudEventHeaders.COMMAND_CE_ID)),
                    new Position(
                            Integer.parseInt(record.key().substring(0, dash)),
                            Long.parseLong(record.key().substring(dash + 1))),
                    Integer.parseInt(CloudEventHeaders.required(headers, CloudEventHeaders.STATUS)),
                    Instant.parse(CloudEventHeaders.required(headers, CloudEventHeaders.AT)),
                    token == null ? null : Position.parse(token),
                    CloudEventHeaders.required(headers, CloudEventHeaders.COMMAND_ACTOR),
                    CloudEventHeaders.text(headers, CloudEventHeaders.KEY_ID),
                    IdempotencyClaim.read(headers),
                    record.value());
        } catch (IllegalArgumentException
                | IndexOutOfBoundsException
                | java.time.DateTimeException
                | NullPointerException fault) {
            throw new UnreadableRecordException("a malformed outcome", fault);
        }
    }
}
