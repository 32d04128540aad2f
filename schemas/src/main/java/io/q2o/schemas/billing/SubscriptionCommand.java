package io.q2o.schemas.billing;

import io.q2o.schemas.Command;
import io.q2o.schemas.StoredAs;

/** What can be asked of a tenant's one subscription. */
public sealed interface SubscriptionCommand extends Command {
    /** The tenant whose subscription it is. */
    String slug();

    @Override
    default String key() {
        return slug();
    }

    @StoredAs("q2o.command.billing.suspend-subscription.v1")
    record SuspendSubscription(String slug) implements SubscriptionCommand {}

    @StoredAs("q2o.command.billing.resume-subscription.v1")
    record ResumeSubscription(String slug) implements SubscriptionCommand {}

    /** Follow a changed plan: counts only while the subscription is on that plan. */
    @StoredAs("q2o.command.billing.follow-changed-plan.v1")
    record FollowChangedPlan(String slug, PlanTerms terms) implements SubscriptionCommand {}
}
