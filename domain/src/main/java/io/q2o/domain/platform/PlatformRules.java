package io.q2o.domain.platform;

import io.q2o.domain.RuleBook;
import io.q2o.domain.Rules;
import io.q2o.domain.billing.PlanRules;
import io.q2o.domain.billing.SubscriptionRules;
import io.q2o.domain.licensing.CodeRules;
import io.q2o.domain.licensing.DeviceRules;
import io.q2o.domain.operations.DeadLetterRules;
import io.q2o.domain.tenants.TenantAnswer;
import io.q2o.domain.tenants.TenantRules;
import java.util.List;

/** The rules of the whole platform: the one place that knows every business. */
public final class PlatformRules {
    /** The rules this build decides by. */
    public static final List<Rules<?, ?>> ALL =
            List.of(
                    new PlanRules(),
                    new SubscriptionRules(TenantAnswer::of),
                    new TenantRules(),
                    new CodeRules(TenantRules::holder),
                    new DeviceRules(TenantRules::holder),
                    new DeadLetterRules(TenantRules::isTenant));

    private PlatformRules() {}

    /** A book of all rules; stateless, so that one serves every partition. */
    public static RuleBook book() {
        return new RuleBook(ALL);
    }
}
