package io.q2o.log;

import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What makes a repeated request the same request.
 *
 * @param scope who asks, operation and record key
 * @param key the caller's own key, 1 to 255 characters
 * @param fingerprint keyed hash of the clear payload
 */
public record IdempotencyClaim(String scope, String key, String fingerprint) {
    void writeTo(Headers headers) {
        CloudEventHeaders.put(headers, CloudEventHeaders.IDEMPOTENCY_SCOPE, scope);
        CloudEventHeaders.put(headers, CloudEventHeaders.IDEMPOTENCY_KEY, key);
        CloudEventHeaders.put(headers, CloudEventHeaders.FINGERPRINT, fingerprint);
    }

    /** The claim a record carries, null if it carries none. */
    public static @Nullable IdempotencyClaim read(Headers headers) {
        var scope = CloudEventHeaders.text(headers, CloudEventHeaders.IDEMPOTENCY_SCOPE);
        return scope == null
                ? null
                : new IdempotencyClaim(
                        scope,
                        CloudEventHeaders.required(headers, CloudEventHeaders.IDEMPOTENCY_KEY),
                        CloudEventHeaders.required(headers, CloudEventHeaders.FINGERPRINT));
    }
}
