package io.q2o.schemas.billing;

import io.q2o.schemas.Command;
import io.q2o.schemas.StoredAs;
import io.q2o.schemas.Topics;

/** What can be asked of the plan catalogue. */
public sealed interface PlanCommand extends Command {
    @Override
    default String key() {
        return Topics.CATALOGUE;
    }

    @StoredAs("q2o.command.billing.define-plan.v1")
    record DefinePlan(PlanOffer offer) implements PlanCommand {}

    /**
     * @param offer the whole new terms
     * @param applyToSubscribers whether existing subscriptions follow
     */
    @StoredAs("q2o.command.billing.change-plan.v1")
    record ChangePlan(long planId, PlanOffer offer, boolean applyToSubscribers)
            implements PlanCommand {}

    @StoredAs("q2o.command.billing.retire-plan.v1")
    record RetirePlan(long planId) implements PlanCommand {}
}
