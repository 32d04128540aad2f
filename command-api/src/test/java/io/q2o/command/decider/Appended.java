package io.q2o.command.decider;

import io.q2o.domain.RuleBook;
import io.q2o.log.CloudEventHeaders;
import io.q2o.log.StoredRecords;
import io.q2o.schemas.Command;
import io.q2o.schemas.platform.StoredTypes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** A record of {@code q2o.commands} as a door writes it, or spoilt on purpose. */
record Appended(
        @Nullable String key, byte @Nullable [] value, Map<String, String> header, Instant at) {
    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    /** A command of its own id, without an idempotency key. */
    static Appended of(Command command, String name) {
        var header = new LinkedHashMap<String, String>();
        header.put(CloudEventHeaders.TYPE, StoredTypes.nameOf(command.getClass()));
        header.put(CloudEventHeaders.ID, idOf(name).toString());
        header.put(CloudEventHeaders.CORRELATION_ID, "chain-" + name);
        header.put(CloudEventHeaders.COMMAND_ACTOR, "admin:anna");
        header.put(CloudEventHeaders.RULES, Integer.toString(RuleBook.VERSION));
        header.put(CloudEventHeaders.KEY_ID, DecidedPartition.KEY_ID);
        return new Appended(command.key(), StoredRecords.write(command), header, NOON);
    }

    /** The id of the command with this name. */
    static UUID idOf(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    Appended with(String name, String text) {
        var more = new LinkedHashMap<>(header);
        more.put(name, text);
        return new Appended(key, value, more, at);
    }

    Appended without(String name) {
        var fewer = new LinkedHashMap<>(header);
        fewer.remove(name);
        return new Appended(key, value, fewer, at);
    }

    Appended claiming(String scope, String claimed, String fingerprint) {
        return with(CloudEventHeaders.IDEMPOTENCY_SCOPE, scope)
                .with(CloudEventHeaders.IDEMPOTENCY_KEY, claimed)
                .with(CloudEventHeaders.FINGERPRINT, fingerprint);
    }

    Appended at(Instant other) {
        return new Appended(key, value, header, other);
    }

    Appended holding(byte @Nullable [] other) {
        return new Appended(key, other, header, at);
    }

    Headers headers() {
        var headers = new RecordHeaders();
        header.forEach((name, text) -> CloudEventHeaders.put(headers, name, text));
        return headers;
    }
}
