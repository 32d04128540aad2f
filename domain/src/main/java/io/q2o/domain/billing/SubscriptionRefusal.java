package io.q2o.domain.billing;

import io.q2o.domain.Refusal;

/** Why nothing happens to a subscription. */
sealed interface SubscriptionRefusal extends Refusal {
    record UnknownTenant() implements SubscriptionRefusal {
        @Override
        public String type() {
            return "tenant-not-found";
        }

        @Override
        public String detail() {
            return "Tenant not found.";
        }

        @Override
        public Kind kind() {
            return Kind.UNKNOWN;
        }
    }
}
