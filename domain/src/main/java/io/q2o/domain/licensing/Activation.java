package io.q2o.domain.licensing;

import static io.q2o.domain.Decision.accepted;
import static io.q2o.domain.Decision.refused;

import io.q2o.domain.Decision;
import io.q2o.domain.Knowledge;
import io.q2o.domain.Moment;
import io.q2o.domain.licensing.TokenAnswer.Bearer;
import io.q2o.schemas.licensing.DeviceCommand.ActivateDevice;
import io.q2o.schemas.licensing.DeviceEvent;
import io.q2o.schemas.licensing.DeviceEvent.DeviceActivatedAgain;
import io.q2o.schemas.licensing.DeviceEvent.DeviceEnrolled;
import io.q2o.schemas.licensing.RefreshToken;

/** What becomes of a device that shows a code, refusals in the order in which they are told. */
record Activation(
        Knowledge known,
        ActivateDevice wanted,
        Moment moment,
        Holder.Known holder,
        Subscription subscription,
        long codeId) {
    /** A device and a code that meet. */
    private record Meeting(DeviceState device, CodeState code) {}

    static Decision decide(Holder holder, Knowledge known, ActivateDevice wanted, Moment moment) {
        return switch (holder) {
            case Holder.Unknown() -> refused(new DeviceRefusal.UnknownTenantOrCode());
            case Holder.Known tenant ->
                    switch (code(known, wanted)) {
                        case Lookup.Free() -> refused(new DeviceRefusal.UnknownTenantOrCode());
                        case Lookup.Taken(long codeId) -> {
                            var subscription = Subscription.of(known, wanted.slug());
                            yield new Activation(
                                            known, wanted, moment, tenant, subscription, codeId)
                                    .decide();
                        }
                    };
        };
    }

    /** The code under whichever key it was hashed when it was issued. */
    private static Lookup code(Knowledge known, ActivateDevice wanted) {
        for (var hash : wanted.codeHashes()) {
            if (known.of(Lookup.code(wanted.slug(), hash)) instanceof Lookup.Taken code) {
                return code;
            }
        }
        return new Lookup.Free();
    }

    private Decision decide() {
        if (!subscription.isUsable()) {
            return refused(new DeviceRefusal.SubscriptionNotUsable(subscription.state()));
        }
        var code = known.of(CodeState.key(codeId));
        return switch (known.of(Lookup.device(wanted.slug(), wanted.fingerprint()))) {
            case Lookup.Free() -> decide(moment.id(0), new Meeting(new DeviceState.Absent(), code));
            case Lookup.Taken(long deviceId) ->
                    decide(deviceId, new Meeting(known.of(DeviceState.key(deviceId)), code));
        };
    }

    private Decision decide(long deviceId, Meeting meeting) {
        return switch (meeting) {
            case Meeting(DeviceState.Revoked _, _) -> refused(new DeviceRefusal.DeviceIsRevoked());
            case Meeting(_, CodeState.Revoked _) -> refused(new DeviceRefusal.CodeIsRevoked());
            case Meeting(DeviceState.Enrolled(var device, var family), _)
                    when device.hasUsed(codeId) ->
                    again(deviceId, family, false); // neither expiry nor uses matter any more
            case Meeting(_, CodeState.Issued(var code)) when code.hasExpired(moment.at()) ->
                    refused(new DeviceRefusal.CodeHasExpired());
            case Meeting(_, CodeState.Issued(var code)) when code.isUsedUp() ->
                    refused(new DeviceRefusal.CodeIsUsedUp(code.maxUses()));
            case Meeting(DeviceState.Enrolled(_, var family), CodeState.Issued _) ->
                    again(deviceId, family, true);
            case Meeting(DeviceState.Absent(), CodeState.Issued _) -> enrolled(deviceId);
            case Meeting(_, CodeState.Absent()) ->
                    throw new IllegalStateException("a hash leads to no code " + codeId);
        };
    }

    private Decision enrolled(long deviceId) {
        var full = Seats.full(known, wanted.slug(), subscription);
        if (full != null) {
            return refused(full);
        }
        var token = TokenAnswer.token(1, moment);
        var label = holder.isErased() ? null : wanted.label();
        return given(
                token,
                new DeviceEnrolled(
                        wanted.slug(), deviceId, wanted.fingerprint(), label, codeId, token));
    }

    private Decision again(long deviceId, RefreshFamily before, boolean codeUsed) {
        var token = TokenAnswer.token(before.last() + 1, moment);
        return given(
                token, new DeviceActivatedAgain(wanted.slug(), deviceId, codeId, codeUsed, token));
    }

    private Decision given(RefreshToken token, DeviceEvent event) {
        var bearer = new Bearer(holder.tenantId(), wanted.slug(), event.deviceId());
        return accepted(
                TokenAnswer.of(bearer, subscription, wanted.signingKey(), token, moment), event);
    }
}
