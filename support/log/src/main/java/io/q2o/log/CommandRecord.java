package io.q2o.log;

import io.q2o.schemas.Command;
import io.q2o.schemas.platform.StoredTypes;
import java.util.UUID;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A command as it is appended.
 *
 * @param id made by whoever appends ({@link Uuid7}); the outcome is waited for under it
 * @param command what is asked
 * @param correlationId id of the first command or event in the chain
 * @param actor {@code kind:id} of who asks, never an e-mail address
 * @param rules the rule version that decides
 * @param keyId derivation key for the secrets this command makes, null if it makes none
 * @param claim idempotency claim, null without a caller's key
 * @param traceparent W3C trace context, null if none
 */
public record CommandRecord(
        UUID id,
        Command command,
        String correlationId,
        String actor,
        int rules,
        @Nullable String keyId,
        @Nullable IdempotencyClaim claim,
        @Nullable String traceparent) {
    /**
     * The headers of the record in {@code q2o.commands}.
     *
     * @param base added to offsets to make positions
     */
    public Headers headers(long base) {
        var headers = new RecordHeaders();
        CloudEventHeaders.put(
                headers, CloudEventHeaders.TYPE, StoredTypes.nameOf(command.getClass()));
        CloudEventHeaders.put(headers, CloudEventHeaders.ID, id.toString());
        CloudEventHeaders.put(headers, CloudEventHeaders.CORRELATION_ID, correlationId);
        CloudEventHeaders.put(headers, CloudEventHeaders.COMMAND_ACTOR, actor);
        CloudEventHeaders.put(headers, CloudEventHeaders.RULES, Integer.toString(rules));
        CloudEventHeaders.put(headers, CloudEventHeaders.KEY_ID, keyId);
        CloudEventHeaders.put(
                headers, CloudEventHeaders.BASE, base == 0 ? null : Long.toString(base));
        if (claim != null) {
            claim.writeTo(headers);
        }
        CloudEventHeaders.put(headers, CloudEventHeaders.TRACE_PARENT, traceparent);
        CloudEventHeaders.put(headers, CloudEventHeaders.CONTENT_TYPE, CloudEventHeaders.JSON);
        return headers;
    }
}
