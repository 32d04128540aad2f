package io.q2o.schemas.billing;

import io.q2o.schemas.Event;
import io.q2o.schemas.StoredAs;
import io.q2o.schemas.Topics;

/** What happened to the plan catalogue. */
public sealed interface PlanEvent extends Event {
    /** Number of the plan. */
    long planId();

    @Override
    default String key() {
        return Topics.CATALOGUE;
    }

    @Override
    default String subject() {
        return "plans/" + planId();
    }

    @StoredAs("q2o.billing.plan-defined.v1")
    record PlanDefined(long planId, PlanTerms terms) implements PlanEvent {}

    @StoredAs("q2o.billing.plan-changed.v1")
    record PlanChanged(long planId, PlanTerms terms, boolean applyToSubscribers)
            implements PlanEvent {}

    /**
     * @param terms as they stay for whoever is on the plan
     */
    @StoredAs("q2o.billing.plan-retired.v1")
    record PlanRetired(long planId, PlanTerms terms) implements PlanEvent {}
}
