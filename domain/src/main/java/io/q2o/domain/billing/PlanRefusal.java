package io.q2o.domain.billing;

import io.q2o.domain.Refusal;

/** Why nothing happens to a plan. */
sealed interface PlanRefusal extends Refusal {
    record UnknownPlan() implements PlanRefusal {
        @Override
        public String type() {
            return "plan-not-found";
        }

        @Override
        public String detail() {
            return "Plan not found.";
        }

        @Override
        public Kind kind() {
            return Kind.UNKNOWN;
        }
    }

    record NameTaken(String name) implements PlanRefusal {
        @Override
        public String type() {
            return "plan-name-taken";
        }

        @Override
        public String detail() {
            return "name: a plan named '" + name + "' already exists; take another name.";
        }

        @Override
        public Kind kind() {
            return Kind.CONFLICT;
        }
    }

    record StripePriceTaken(String price) implements PlanRefusal {
        @Override
        public String type() {
            return "stripe-price-taken";
        }

        @Override
        public String detail() {
            return "stripePriceId: '" + price + "' already belongs to another plan.";
        }

        @Override
        public Kind kind() {
            return Kind.CONFLICT;
        }
    }
}
