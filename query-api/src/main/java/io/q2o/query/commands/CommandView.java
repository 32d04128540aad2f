package io.q2o.query.commands;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of a command.
 *
 * @param id {@code <partition>-<offset>}
 * @param status {@code pending}, {@code accepted} or {@code refused}
 * @param httpStatus of the answer; null while pending
 * @param at when it was decided, in log time; null while pending
 * @param body of the answer: the resource, or the problem; personal texts are null and secrets left
 *     out
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record CommandView(
        String id,
        String status,
        @Nullable Integer httpStatus,
        @Nullable Instant at,
        @JsonRawValue @Nullable String body) {
    private static final int FIRST_REFUSAL = 300;

    static CommandView pending(String id) {
        return new CommandView(id, "pending", null, null, null);
    }

    static CommandView decided(String id, int httpStatus, Instant at, @Nullable String body) {
        return new CommandView(
                id, httpStatus < FIRST_REFUSAL ? "accepted" : "refused", httpStatus, at, body);
    }
}
