package io.q2o.schemas.billing;

import org.jspecify.annotations.Nullable;

/** {@link PlanTerms} before the plan has a number. */
public record PlanOffer(
        String name,
        String stripePriceId,
        int monthlyRunQuota,
        @Nullable Integer deviceLimit,
        @Nullable Integer projectLimit,
        @Nullable Long monthlyPriceCents,
        String currency) {
    /** These terms under a plan's number. */
    public PlanTerms of(long planId) {
        return new PlanTerms(
                planId,
                name,
                stripePriceId,
                monthlyRunQuota,
                deviceLimit,
                projectLimit,
                monthlyPriceCents,
                currency);
    }
}
