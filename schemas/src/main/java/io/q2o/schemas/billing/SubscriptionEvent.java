package io.q2o.schemas.billing;

import io.q2o.schemas.Event;
import io.q2o.schemas.StoredAs;

/** What happened to a tenant's subscription. States: active, suspended (more come with Stripe). */
public sealed interface SubscriptionEvent extends Event {
    /** The tenant whose subscription it is. */
    String slug();

    @Override
    default String key() {
        return slug();
    }

    @Override
    default String subject() {
        return "tenants/" + slug();
    }

    /**
     * @param state the word portals know, {@code active} when an admin opens it
     */
    @StoredAs("q2o.billing.subscription-opened.v1")
    record SubscriptionOpened(String slug, long tenantId, String state, PlanTerms terms)
            implements SubscriptionEvent {}

    @StoredAs("q2o.billing.subscription-suspended.v1")
    record SubscriptionSuspended(String slug) implements SubscriptionEvent {}

    /**
     * @param state the state it returns to
     */
    @StoredAs("q2o.billing.subscription-resumed.v1")
    record SubscriptionResumed(String slug, String state) implements SubscriptionEvent {}

    @StoredAs("q2o.billing.subscription-plan-changed.v1")
    record SubscriptionPlanChanged(String slug, PlanTerms terms) implements SubscriptionEvent {}
}
