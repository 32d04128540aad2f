package io.q2o.schemas.billing;

import org.jspecify.annotations.Nullable;

/**
 * What a plan grants and costs. Copied into a subscription when it opens or changes plan.
 *
 * @param planId number of the plan
 * @param name unique name shown to people
 * @param monthlyRunQuota runs a calendar month
 * @param deviceLimit devices at once, null = unlimited
 * @param projectLimit active projects, null = unlimited
 * @param monthlyPriceCents price in minor units, null = not set
 * @param currency ISO 4217
 */
public record PlanTerms(
        long planId,
        String name,
        String stripePriceId,
        int monthlyRunQuota,
        @Nullable Integer deviceLimit,
        @Nullable Integer projectLimit,
        @Nullable Long monthlyPriceCents,
        String currency) {}
