package io.q2o.domain.licensing;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.q2o.domain.Key;
import io.q2o.domain.Kind;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;

/** How many codes a tenant was issued in the last month in which it was issued any. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
    @JsonSubTypes.Type(value = CodeCounts.Absent.class, name = "absent"),
    @JsonSubTypes.Type(value = CodeCounts.InMonth.class, name = "in-month")
})
public sealed interface CodeCounts {
    Kind<CodeCounts> KIND = new Kind<>("code-counts", CodeCounts.class, new Absent());

    /** The counts of the tenant with this slug. */
    static Key<CodeCounts> key(String slug) {
        return KIND.key(slug);
    }

    record Absent() implements CodeCounts {}

    /**
     * @param month calendar month in UTC
     * @param issued codes issued in it
     * @param used those of them that were used at least once, whenever that was
     */
    record InMonth(YearMonth month, int issued, int used) implements CodeCounts {
        InMonth oneMoreIssued() {
            return new InMonth(month, issued + 1, used);
        }
    }

    /** The counts of the month in which an instant lies. */
    default InMonth in(Instant at) {
        var month = YearMonth.from(at.atOffset(ZoneOffset.UTC));
        return switch (this) {
            case InMonth counts when counts.month().equals(month) -> counts;
            case InMonth _, Absent() -> new InMonth(month, 0, 0);
        };
    }

    /** The counts after the first use of a code; those of older months are not kept. */
    default CodeCounts afterFirstUseOfOneIssuedAt(Instant issuedAt) {
        var month = YearMonth.from(issuedAt.atOffset(ZoneOffset.UTC));
        return switch (this) {
            case InMonth(var counted, int issued, int used) when counted.equals(month) ->
                    new InMonth(month, issued, used + 1);
            case InMonth _, Absent() -> this;
        };
    }
}
