package io.q2o.domain.billing;

import io.q2o.domain.Refusal;

/** Why a subscription says no. */
sealed interface SubscriptionRefusal extends Refusal {
    record UnknownTenant(String slug) implements SubscriptionRefusal {}

    @Override
    default String type() {
        return switch (this) {
            case UnknownTenant _ -> "unknown-tenant";
        };
    }

    @Override
    default String detail() {
        return switch (this) {
            case UnknownTenant(String slug) -> "slug: there is no tenant '" + slug + "'.";
        };
    }

    @Override
    default Kind kind() {
        return switch (this) {
            case UnknownTenant _ -> Kind.UNKNOWN;
        };
    }
}
