package io.q2o.domain.billing;

import io.q2o.domain.Refusal;

/** Why the catalogue says no. */
sealed interface PlanRefusal extends Refusal {
    record UnknownPlan(long planId) implements PlanRefusal {}

    record NameTaken(String name) implements PlanRefusal {}

    record StripePriceTaken(String stripePriceId) implements PlanRefusal {}

    record PlanIsRetired(String name) implements PlanRefusal {}

    @Override
    default String type() {
        return switch (this) {
            case UnknownPlan _ -> "unknown-plan";
            case NameTaken _ -> "plan-name-taken";
            case StripePriceTaken _ -> "stripe-price-taken";
            case PlanIsRetired _ -> "plan-is-retired";
        };
    }

    @Override
    default String detail() {
        return switch (this) {
            case UnknownPlan(long planId) -> "id: there is no plan " + planId + ".";
            case NameTaken(String name) ->
                    "name: a plan with the name '" + name + "' already exists.";
            case StripePriceTaken(String price) ->
                    "stripePriceId: the Stripe price '" + price + "' belongs to another plan.";
            case PlanIsRetired(String name) ->
                    "id: the plan '" + name + "' is retired and can no longer be changed.";
        };
    }

    @Override
    default Kind kind() {
        return switch (this) {
            case UnknownPlan _ -> Kind.UNKNOWN;
            case NameTaken _, StripePriceTaken _, PlanIsRetired _ -> Kind.CONFLICT;
        };
    }
}
