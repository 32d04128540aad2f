package io.q2o.domain.billing;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.q2o.schemas.billing.PlanTerms;
import org.jspecify.annotations.Nullable;

/** A plan as callers get it; keys stay when their values are null. */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record PlanAnswer(
        long id,
        String name,
        String stripePriceId,
        int monthlyRunQuota,
        @Nullable Integer deviceLimit,
        @Nullable Integer projectLimit,
        @Nullable Long monthlyPriceCents,
        String currency,
        boolean retired) {
    static PlanAnswer of(PlanTerms terms, boolean retired) {
        return new PlanAnswer(
                terms.planId(),
                terms.name(),
                terms.stripePriceId(),
                terms.monthlyRunQuota(),
                terms.deviceLimit(),
                terms.projectLimit(),
                terms.monthlyPriceCents(),
                terms.currency(),
                retired);
    }
}
