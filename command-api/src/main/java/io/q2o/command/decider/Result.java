package io.q2o.command.decider;

import java.time.Instant;
import java.util.List;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * What a command comes to, in the form in which it will be written; everything in it is writable.
 *
 * @param status of the HTTP answer
 * @param decidedAt log time of the decision; an earlier one's where an answer is given again
 * @param keyId derivation key of the secrets in the answer, if any
 * @param body of the answer
 * @param events in order, or the dead letter of a command whose rules failed
 * @param draft what the partition will remember; null where nothing changed
 * @param kept the answer as its claim will keep it; null where it is not kept
 */
record Result(
        int status,
        Instant decidedAt,
        @Nullable String keyId,
        byte[] body,
        List<Record<String, byte[]>> events,
        List<Record<String, byte[]>> telemetry,
        PartitionState.@Nullable Draft draft,
        byte @Nullable [] kept) {
    /** An answer of which nothing else comes. */
    static Result only(int status, Instant decidedAt, @Nullable String keyId, byte[] body) {
        return new Result(status, decidedAt, keyId, body, List.of(), List.of(), null, null);
    }
}
