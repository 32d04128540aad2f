package io.q2o.domain.licensing;

import io.q2o.domain.Knowledge;
import io.q2o.domain.billing.SubscriptionState;
import io.q2o.schemas.billing.PlanTerms;

/**
 * What a tenant's subscription grants its devices.
 *
 * @param state the full word
 */
record Subscription(PlanTerms terms, String state, boolean isUsable) {
    static Subscription of(Knowledge known, String slug) {
        return switch (known.of(SubscriptionState.key(slug))) {
            case SubscriptionState.Absent() ->
                    throw new IllegalStateException("no subscription of " + slug);
            case SubscriptionState.Active(var terms) ->
                    new Subscription(terms, SubscriptionState.Active.WORD, true);
            case SubscriptionState.Suspended(var terms) ->
                    new Subscription(terms, SubscriptionState.Suspended.WORD, false);
        };
    }
}
