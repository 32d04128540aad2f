package io.q2o.processors.tenants;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's codes of the last month in which it was issued any.
 *
 * @param month first day of that month in UTC, null if there were no codes yet
 * @param issued codes issued in it
 * @param used those of them that were used at least once, whenever that was
 */
public record CodesOfMonth(@Nullable LocalDate month, int issued, int used) {
    static final CodesOfMonth NONE = new CodesOfMonth(null, 0, 0);

    CodesOfMonth oneMoreIssued(Instant at) {
        var now = monthOf(at);
        return now.equals(month)
                ? new CodesOfMonth(month, issued + 1, used)
                : new CodesOfMonth(now, 1, 0);
    }

    /** Figures of months before are not kept. */
    CodesOfMonth oneMoreUsed(Instant issuedAt) {
        return monthOf(issuedAt).equals(month) ? new CodesOfMonth(month, issued, used + 1) : this;
    }

    private static LocalDate monthOf(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC).withDayOfMonth(1);
    }
}
