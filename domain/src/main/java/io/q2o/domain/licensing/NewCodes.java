package io.q2o.domain.licensing;

import io.q2o.domain.Moment;
import io.q2o.domain.SecretKind;
import io.q2o.schemas.Sealed;
import io.q2o.schemas.licensing.CodeCommand.IssueCodes;
import io.q2o.schemas.licensing.CodeEvent.CodeIssued;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Codes at the moment they are made. */
public final class NewCodes {
    private static final int MOST_OF_REGISTRATION = 100;

    private final String slug;
    private final @Nullable Sealed label;
    private final @Nullable Instant expiresAt;
    private final int maxUses;
    private final String source;

    private NewCodes(
            String slug,
            @Nullable Sealed label,
            @Nullable Instant expiresAt,
            int maxUses,
            String source) {
        this.slug = slug;
        this.label = label;
        this.expiresAt = expiresAt;
        this.maxUses = maxUses;
        this.source = source;
    }

    /**
     * What a tenant is given with its registration: a tenth of its monthly quota, at least one and
     * at most a hundred, for one use each and for ever. The first entity of the command is the
     * tenant itself.
     */
    public static List<CodeIssued> ofRegistration(String slug, int monthlyRunQuota, Moment moment) {
        var count = Integer.min(MOST_OF_REGISTRATION, Integer.max(1, monthlyRunQuota / 10));
        return new NewCodes(slug, null, null, 1, "registration").made(count, 1, moment);
    }

    static List<CodeIssued> asked(IssueCodes issue, Moment moment) {
        var days = issue.ttlDays();
        var expiresAt = days == null ? null : moment.at().plus(Duration.ofDays(days));
        return new NewCodes(issue.slug(), issue.label(), expiresAt, issue.maxUses(), "admin")
                .made(issue.count(), 0, moment);
    }

    private List<CodeIssued> made(int count, int first, Moment moment) {
        var codes = new ArrayList<CodeIssued>(count);
        for (int n = first; n < first + count; n++) {
            codes.add(made(moment.id(n), moment));
        }
        return codes;
    }

    private CodeIssued made(long codeId, Moment moment) {
        return new CodeIssued(
                slug,
                codeId,
                moment.hashOf(SecretKind.ACTIVATION_CODE, codeId, 0),
                moment.lastFourOf(SecretKind.ACTIVATION_CODE, codeId, 0),
                label,
                expiresAt,
                maxUses,
                moment.secretKey(),
                source);
    }
}
