package io.q2o.domain.operations;

import io.q2o.domain.Refusal;

/** Why an order about dead letters is refused. */
sealed interface DeadLetterRefusal extends Refusal {
    record UnknownTenant(String slug) implements DeadLetterRefusal {}

    @Override
    default String type() {
        return switch (this) {
            case UnknownTenant _ -> "unknown-tenant";
        };
    }

    @Override
    default String detail() {
        return switch (this) {
            case UnknownTenant(String slug) -> "id: there is no tenant '" + slug + "'.";
        };
    }

    @Override
    default Kind kind() {
        return switch (this) {
            case UnknownTenant _ -> Kind.UNKNOWN;
        };
    }
}
