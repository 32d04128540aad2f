package io.q2o.domain;

/** Why a rule says no: a value, stored in the outcome and answered as a problem. */
public interface Refusal {
    /** Stable problem type, kebab-case, for example {@code slug-taken}. */
    String type();

    /** A text for people that names field and reason. */
    String detail();

    /** What a caller can do about it, which fixes the HTTP status. */
    Kind kind();

    /** Kinds of refusals. */
    enum Kind {
        UNAUTHENTICATED,
        QUOTA_USED_UP,
        FORBIDDEN,
        UNKNOWN,
        CONFLICT,
        VERSION_MISMATCH,
        INVALID
    }
}
