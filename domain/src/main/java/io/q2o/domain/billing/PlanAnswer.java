package io.q2o.domain.billing;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.q2o.domain.Decision;
import io.q2o.schemas.billing.PlanTerms;
import org.jspecify.annotations.Nullable;

/**
 * A plan as callers see it; every key is present, null where there is no value.
 *
 * @param deviceLimit devices at once, null = unlimited
 * @param projectLimit active projects, null = unlimited
 * @param monthlyPriceCents price in minor units, null = not set
 * @param retired whether nobody can take it any more
 */
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
    /** Shows the plan as it is after the events. */
    static Decision.Answer of(long planId) {
        return after ->
                switch (after.of(PlanState.key(planId))) {
                    case PlanState.Absent() ->
                            throw new IllegalStateException("no plan " + planId + " to show");
                    case PlanState.OnOffer(var terms) -> of(terms, false);
                    case PlanState.Retired(var terms) -> of(terms, true);
                };
    }

    private static PlanAnswer of(PlanTerms terms, boolean retired) {
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
