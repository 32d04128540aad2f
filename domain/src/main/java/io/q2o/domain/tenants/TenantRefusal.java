package io.q2o.domain.tenants;

import io.q2o.domain.Refusal;

/** Why a tenant's rules say no. */
sealed interface TenantRefusal extends Refusal {
    record SlugMalformed() implements TenantRefusal {}

    record SlugReserved(String slug) implements TenantRefusal {}

    record SlugTaken(String slug) implements TenantRefusal {}

    record PersonalDataIsErased(String slug) implements TenantRefusal {}

    record PlanNotOnOffer(String name) implements TenantRefusal {}

    record ProfileHasMovedOn(long present) implements TenantRefusal {}

    @Override
    default String type() {
        return switch (this) {
            case SlugMalformed _ -> "slug-malformed";
            case SlugReserved _ -> "slug-reserved";
            case SlugTaken _ -> "slug-taken";
            case PersonalDataIsErased _ -> "personal-data-is-erased";
            case PlanNotOnOffer _ -> "plan-not-on-offer";
            case ProfileHasMovedOn _ -> "profile-has-moved-on";
        };
    }

    @Override
    default String detail() {
        return switch (this) {
            case SlugMalformed() ->
                    "slug: must be 3 to 100 lower-case letters and digits, in groups joined by"
                            + " single dashes.";
            case SlugReserved(String slug) ->
                    "slug: '" + slug + "' is reserved for the platform itself.";
            case SlugTaken(String slug) ->
                    "slug: a tenant with this slug ('"
                            + slug
                            + "') already exists, and a slug is never given twice.";
            case PersonalDataIsErased(String slug) ->
                    "slug: the personal data of '"
                            + slug
                            + "' is erased; its profile can no longer be changed.";
            case PlanNotOnOffer(String name) ->
                    "subscriptionPlan: the plan '" + name + "' is retired; take one on offer.";
            case ProfileHasMovedOn(long present) ->
                    "If-Match: the profile is at version "
                            + present
                            + " by now; read it again and repeat the change.";
        };
    }

    @Override
    default Kind kind() {
        return switch (this) {
            case SlugMalformed _, SlugReserved _, PlanNotOnOffer _ -> Kind.INVALID;
            case SlugTaken _, PersonalDataIsErased _ -> Kind.CONFLICT;
            case ProfileHasMovedOn _ -> Kind.VERSION_MISMATCH;
        };
    }
}
