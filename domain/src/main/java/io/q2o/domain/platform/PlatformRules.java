package io.q2o.domain.platform;

import io.q2o.domain.RuleBook;
import io.q2o.domain.billing.PlanRules;
import io.q2o.domain.billing.SubscriptionRules;
import io.q2o.domain.tenants.TenantAnswer;
import io.q2o.domain.tenants.TenantRules;
import java.util.List;

/** The rules of the whole platform. */
public final class PlatformRules {
    private PlatformRules() {}

    /** A book of all rules; stateless, so that one serves every partition. */
    public static RuleBook book() {
        return new RuleBook(
                List.of(
                        new PlanRules(),
                        new SubscriptionRules(TenantAnswer::of),
                        new TenantRules()));
    }
}
