package io.q2o.domain.billing;

import static io.q2o.domain.Json.assertStoredAs;
import static io.q2o.domain.billing.Plans.PRO;

import org.junit.jupiter.api.Test;

/** Decider state outlives a build: what is pinned here must stay readable. */
class StoredBillingStatesTest {
    private static final String IN_STATE =
            """
            {"state": "%s", "terms": {"planId": 65536, "name": "Pro", "monthlyRunQuota": 50,
             "stripePriceId": "price_pro_monthly", "deviceLimit": 10, "projectLimit": 50,
             "currency": "EUR"}}
            """;

    @Test
    void keepsPlans() {
        assertStoredAs(IN_STATE.formatted("on-offer"), PlanState.KIND, new PlanState.OnOffer(PRO));
        assertStoredAs(IN_STATE.formatted("retired"), PlanState.KIND, new PlanState.Retired(PRO));
    }

    @Test
    void keepsWordsOfPlans() {
        assertStoredAs(
                """
                {"state": "taken", "planId": 65536}
                """,
                PlanWord.NAME,
                new PlanWord.Taken(PRO.planId()));
    }

    @Test
    void keepsSubscriptions() {
        assertStoredAs(
                IN_STATE.formatted("active"),
                SubscriptionState.KIND,
                new SubscriptionState.Active(PRO));
        assertStoredAs(
                IN_STATE.formatted("suspended"),
                SubscriptionState.KIND,
                new SubscriptionState.Suspended(PRO));
    }
}
