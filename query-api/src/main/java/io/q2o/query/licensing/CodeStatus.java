package io.q2o.query.licensing;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a code is good for at the moment of the query. The first that applies counts, in the order
 * revoked, expired, used, active; a code can still be used at the instant at which it expires.
 */
enum CodeStatus {
    ACTIVE("c.revoked_at is null and c.use_count < c.max_uses and " + CodeStatus.NOT_EXPIRED),
    EXPIRED("c.revoked_at is null and c.expires_at < now()"),
    USED("c.revoked_at is null and c.use_count >= c.max_uses and " + CodeStatus.NOT_EXPIRED),
    REVOKED("c.revoked_at is not null");

    private static final String NOT_EXPIRED = "(c.expires_at is null or c.expires_at >= now())";

    static final Map<String, CodeStatus> WORDS = words();

    private final String condition;

    CodeStatus(String condition) {
        this.condition = condition;
    }

    private static Map<String, CodeStatus> words() {
        var words = new LinkedHashMap<String, CodeStatus>();
        for (var status : values()) {
            words.put(status.word(), status);
        }
        return Collections.unmodifiableMap(words);
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Holds for codes of this status and for no others. */
    String condition() {
        return condition;
    }

    /** The word of a code's status; for each code one of the conditions holds. */
    static String column() {
        return """
        case when %s then 'revoked' when %s then 'expired' when %s then 'used' else 'active' end\
        """
                .formatted(REVOKED.condition, EXPIRED.condition, USED.condition);
    }
}
