package io.q2o.command.decider;

import io.q2o.log.CloudEventHeaders;
import io.q2o.log.IdempotencyClaim;
import io.q2o.log.KafkaSettings;
import io.q2o.log.StoredRecords;
import io.q2o.log.UnreadableRecordException;
import io.q2o.schemas.Command;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * What a command's record says about itself.
 *
 * @param actor who asked
 * @param keyId the derivation key of its secrets, if it named one
 * @param claim the idempotency key it came with, if any
 */
record AskedCommand(
        UUID id,
        Command command,
        String actor,
        @Nullable String keyId,
        @Nullable IdempotencyClaim claim) {
    /**
     * Reads a record of {@code q2o.commands}.
     *
     * @param rules the newest rule version that is decided here
     * @param knowsKey whether a derivation key is known here
     * @throws UnreadableRecordException if nobody can read it
     * @throws HandOverException if others may decide it and this process cannot
     */
    static AskedCommand read(Record<String, byte[]> record, int rules, Predicate<String> knowsKey) {
        var headers = record.headers();
        var ruleVersion = CloudEventHeaders.required(headers, CloudEventHeaders.RULES);
        CloudEventHeaders.required(headers, CloudEventHeaders.CORRELATION_ID);
        var keyId = CloudEventHeaders.text(headers, CloudEventHeaders.KEY_ID);
        try {
            if (Integer.parseInt(ruleVersion) > rules) {
                throw new HandOverException(
                        "a command names rule version "
                                + ruleVersion
                                + ", this build decides up to "
                                + rules);
            }
            if (keyId != null && !knowsKey.test(keyId)) {
                throw new HandOverException(
                        "a command names derivation key "
                                + keyId
                                + ", which q2o.secrets.derivation-keys lacks here");
            }
            return new AskedCommand(
                    UUID.fromString(CloudEventHeaders.required(headers, CloudEventHeaders.ID)),
                    StoredRecords.read(
                            Command.class,
                            CloudEventHeaders.required(headers, CloudEventHeaders.TYPE),
                            record.value()),
                    CloudEventHeaders.required(headers, CloudEventHeaders.COMMAND_ACTOR),
                    keyId,
                    IdempotencyClaim.read(headers));
        } catch (IllegalArgumentException malformed) {
            throw new UnreadableRecordException("a header of the command is malformed", malformed);
        }
    }

    /** What positions of the log begin at; 0 where the record does not say or says nonsense. */
    static long baseOf(Headers headers) {
        var base = CloudEventHeaders.text(headers, CloudEventHeaders.BASE);
        try {
            var number = base == null ? 0 : Long.parseLong(base);
            return number < 0 || number > KafkaSettings.LARGEST_BASE ? 0 : number;
        } catch (NumberFormatException malformed) {
            return 0;
        }
    }
}
