package io.q2o.command.decider;

import io.q2o.domain.Refusal;
import io.q2o.log.LogJson;
import io.q2o.schemas.Position;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/** Refusals and faults as RFC 9457 problems, in the bytes that outcomes carry. */
final class Refusals {
    /** A decision whose records could not be written is refused instead, always and everywhere. */
    static final Written TOO_LARGE =
            new Written(
                    422,
                    problem(
                            422,
                            "Unprocessable Content",
                            "decision-too-large",
                            "What this request would write is too large; split it.",
                            null));

    static final byte[] KEY_REUSED =
            problem(
                    422,
                    "Unprocessable Content",
                    "idempotency-key-reused",
                    "Idempotency-Key: this key was used for another request; repeat that request"
                            + " unchanged or take a new key.",
                    null);

    private Refusals() {}

    record Written(int status, byte[] body) {}

    static Written of(Refusal refusal) {
        return switch (refusal.kind()) {
            case UNAUTHENTICATED -> written(401, "Unauthorized", refusal);
            case QUOTA_USED_UP -> written(402, "Payment Required", refusal);
            case FORBIDDEN -> written(403, "Forbidden", refusal);
            case UNKNOWN -> written(404, "Not Found", refusal);
            case CONFLICT -> written(409, "Conflict", refusal);
            case VERSION_MISMATCH -> written(412, "Precondition Failed", refusal);
            case INVALID -> written(422, "Unprocessable Content", refusal);
        };
    }

    private static Written written(int status, String title, Refusal refusal) {
        return new Written(status, problem(status, title, refusal.type(), refusal.detail(), null));
    }

    static byte[] fault(Position position) {
        return problem(
                500,
                "Internal Server Error",
                "fault",
                "Something failed on our side and nothing was changed; it has been recorded under"
                        + " the given trace.",
                position.commandId());
    }

    private static byte[] problem(
            int status, String title, String type, String detail, @Nullable String trace) {
        var body = new LinkedHashMap<String, Object>();
        body.put("type", "urn:q2o:problem:" + type);
        body.put("title", title);
        body.put("status", status);
        body.put("detail", detail);
        if (trace != null) {
            body.put("trace", trace);
        }
        return LogJson.MAPPER.writeValueAsBytes(body);
    }
}
