package io.q2o.log;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Names of record headers: CloudEvents 1.0 in Kafka's binary mode, and what commands and outcomes
 * carry beside them. Values are UTF-8 text.
 */
public final class CloudEventHeaders {
    public static final String SPEC_VERSION = "ce_specversion";
    public static final String ID = "ce_id";
    public static final String TYPE = "ce_type";
    public static final String SOURCE = "ce_source";
    public static final String SUBJECT = "ce_subject";
    public static final String TIME = "ce_time";
    public static final String DATA_SCHEMA = "ce_dataschema";
    public static final String POSITION = "ce_position";
    public static final String CORRELATION_ID = "ce_correlationid";
    public static final String CAUSATION_ID = "ce_causationid";
    public static final String ACTOR = "ce_actor";
    public static final String TENANT_VERSION = "ce_tenantversion";

    /** {@code true} on the last event of a command; readers have all of it when they have this. */
    public static final String FINAL = "ce_final";

    public static final String CONTENT_TYPE = "content-type";
    public static final String TRACE_PARENT = "traceparent";

    public static final String IDEMPOTENCY_SCOPE = "idempotency-scope";
    public static final String IDEMPOTENCY_KEY = "idempotency-key";
    public static final String FINGERPRINT = "fingerprint";
    public static final String COMMAND_ACTOR = "actor";
    public static final String RULES = "rules";
    public static final String KEY_ID = "key-id";

    /** Added to offsets to make positions, honoured where a partition knows nothing yet. */
    public static final String BASE = "base";

    public static final String COMMAND_CE_ID = "command-ce-id";
    public static final String STATUS = "status";
    public static final String AT = "at";
    public static final String TOKEN = "token";

    public static final String ORIGIN_TOPIC = "origin-topic";
    public static final String ORIGIN_PARTITION = "origin-partition";
    public static final String ORIGIN_OFFSET = "origin-offset";
    public static final String REASON = "reason";

    public static final String JSON = "application/json";

    private CloudEventHeaders() {}

    /** Adds a header unless the value is null. */
    public static void put(Headers headers, String name, @Nullable String value) {
        if (value != null) {
            headers.add(name, value.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The last value of a header, null if there is none. */
    public static @Nullable String text(Headers headers, String name) {
        var header = headers.lastHeader(name);
        return header == null || header.value() == null
                ? null
                : new String(header.value(), StandardCharsets.UTF_8);
    }

    /**
     * The last value of a header that must be there.
     *
     * @throws UnreadableRecordException naming the header that is missing
     */
    public static String required(Headers headers, String name) {
        var value = text(headers, name);
        if (value == null) {
            throw new UnreadableRecordException("header " + name + " is missing");
        }
        return value;
    }
}
