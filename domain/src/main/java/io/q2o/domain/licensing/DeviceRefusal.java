package io.q2o.domain.licensing;

import io.q2o.domain.Refusal;

/** Why the rules of devices say no, to devices and to admins. */
sealed interface DeviceRefusal extends Refusal {
    /** One answer for both, so that no stranger learns which tenants there are. */
    record UnknownTenantOrCode() implements DeviceRefusal {}

    record SubscriptionNotUsable(String state) implements DeviceRefusal {}

    record DeviceIsRevoked() implements DeviceRefusal {}

    record CodeIsRevoked() implements DeviceRefusal {}

    record CodeHasExpired() implements DeviceRefusal {}

    record CodeIsUsedUp(int maxUses) implements DeviceRefusal {}

    record NoSeatLeft(int limit) implements DeviceRefusal {}

    record UnknownDevice(long deviceId) implements DeviceRefusal {}

    record FingerprintMismatch() implements DeviceRefusal {}

    /** Whoever bears the token is no device of the tenant. */
    record BearerIsUnknown() implements DeviceRefusal {}

    /** Whoever bears the token is a revoked device. */
    record BearerIsRevoked() implements DeviceRefusal {}

    record TokenIsUnknown() implements DeviceRefusal {}

    record TokenHasExpired() implements DeviceRefusal {}

    record TokenWasReused() implements DeviceRefusal {}

    record TokenHasEnded() implements DeviceRefusal {}

    @Override
    default String type() {
        return switch (this) {
            case UnknownTenantOrCode _ -> "unknown-tenant-or-code";
            case SubscriptionNotUsable _ -> "subscription-not-usable";
            case DeviceIsRevoked _, BearerIsRevoked _ -> "device-revoked";
            case CodeIsRevoked _ -> "code-revoked";
            case CodeHasExpired _ -> "code-expired";
            case CodeIsUsedUp _ -> "code-used-up";
            case NoSeatLeft _ -> "no-seat-left";
            case UnknownDevice _ -> "unknown-device";
            case FingerprintMismatch _ -> "fingerprint-mismatch";
            case BearerIsUnknown _ -> "device-unknown";
            case TokenIsUnknown _ -> "refresh-token-unknown";
            case TokenHasExpired _ -> "refresh-token-expired";
            case TokenWasReused _ -> "refresh-token-reused";
            case TokenHasEnded _ -> "refresh-token-ended";
        };
    }

    @Override
    default String detail() {
        return switch (this) {
            case UnknownTenantOrCode() ->
                    "tenant_slug, activation_code: there is no such tenant, or no such code of it.";
            case SubscriptionNotUsable(String state) ->
                    "tenant_slug: the tenant's subscription is " + state + ".";
            case DeviceIsRevoked() ->
                    "hw_fingerprint: the device is revoked until an administrator reinstates it.";
            case CodeIsRevoked() -> "activation_code: the code is revoked.";
            case CodeHasExpired() -> "activation_code: the code has expired.";
            case CodeIsUsedUp(int maxUses) ->
                    "activation_code: the code is used up (" + maxUses + " of " + maxUses + ").";
            case NoSeatLeft(int limit) ->
                    "device: no seat is left; the plan grants " + limit + " devices at once.";
            case UnknownDevice(long deviceId) -> "id: there is no device " + deviceId + ".";
            case FingerprintMismatch() ->
                    "hw_fingerprint: is not that of the device the token was made for.";
            case BearerIsUnknown() -> "token: there is no such device of the tenant.";
            case BearerIsRevoked() ->
                    "token: the device is revoked until an administrator reinstates it.";
            case TokenIsUnknown() -> "refresh_token: there is no such token of such a device.";
            case TokenHasExpired() -> "refresh_token: has expired; activate the device again.";
            case TokenWasReused() ->
                    "refresh_token: was used before, so all tokens of this activation have ended;"
                            + " activate the device again.";
            case TokenHasEnded() ->
                    "refresh_token: belongs to an activation that has ended; activate the device"
                            + " again.";
        };
    }

    @Override
    default Kind kind() {
        return switch (this) {
            case UnknownTenantOrCode _, UnknownDevice _ -> Kind.UNKNOWN;
            case SubscriptionNotUsable _ -> Kind.FORBIDDEN;
            case DeviceIsRevoked _,
                    CodeIsRevoked _,
                    CodeHasExpired _,
                    CodeIsUsedUp _,
                    NoSeatLeft _,
                    FingerprintMismatch _ ->
                    Kind.CONFLICT;
            case BearerIsUnknown _,
                    BearerIsRevoked _,
                    TokenIsUnknown _,
                    TokenHasExpired _,
                    TokenWasReused _,
                    TokenHasEnded _ ->
                    Kind.UNAUTHENTICATED;
        };
    }
}
