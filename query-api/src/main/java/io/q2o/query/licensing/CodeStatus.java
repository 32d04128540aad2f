package io.q2o.query.licensing;

import io.q2o.query.lists.Total;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a code is good for at the moment of the query. The first that applies counts, in the order
 * revoked, expired, used, active; a code can still be used at the instant at which it expires.
 */
enum CodeStatus {
    ACTIVE(
            "c.revoked_at is null and c.use_count < c.max_uses and " + CodeStatus.NOT_EXPIRED,
            "select " + Total.kept("'codes-open'") + " - " + CodeStatus.openExpired()),
    EXPIRED(
            "c.revoked_at is null and c.expires_at < now()",
            "select " + CodeStatus.openExpired() + " + " + CodeStatus.spentExpired()),
    USED(
            "c.revoked_at is null and c.use_count >= c.max_uses and " + CodeStatus.NOT_EXPIRED,
            "select " + Total.kept("'codes-spent'") + " - " + CodeStatus.spentExpired()),
    REVOKED("c.revoked_at is not null", Total.kept("'codes-revoked'"));

    private static final String NOT_EXPIRED = "(c.expires_at is null or c.expires_at >= now())";

    /** A query of the number of all codes. */
    static final String ALL = Total.kept("'codes'");

    static final Map<String, CodeStatus> WORDS = words();

    private final String condition;
    private final String total;

    CodeStatus(String condition, String total) {
        this.condition = condition;
        this.total = total;
    }

    private static String openExpired() {
        return expired("codes-open", "c.use_count < c.max_uses");
    }

    private static String spentExpired() {
        return expired("codes-spent", "c.use_count >= c.max_uses");
    }

    /** Those of past days are counted by the day, and those of today are looked at. */
    private static String expired(String counter, String condition) {
        return """
        ((select coalesce(sum(value), 0)::bigint from daily_total
            where counter = '%s' and day < (now() at time zone 'UTC')::date)
        + (select count(*) from activation_code c
            where c.revoked_at is null and c.expires_at < now() and %s
                and c.expires_at >= date_trunc('day', now(), 'UTC')))\
        """
                .formatted(counter, condition);
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

    /** A query of the number of all codes of this status. */
    String total() {
        return total;
    }

    /** The word of a code's status; for each code one of the conditions holds. */
    static String column() {
        return """
        case when %s then 'revoked' when %s then 'expired' when %s then 'used' else 'active' end\
        """
                .formatted(REVOKED.condition, EXPIRED.condition, USED.condition);
    }
}
