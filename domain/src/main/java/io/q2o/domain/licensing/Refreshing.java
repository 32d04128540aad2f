package io.q2o.domain.licensing;

import static io.q2o.domain.Decision.accepted;
import static io.q2o.domain.Decision.nothingToDo;
import static io.q2o.domain.Decision.refused;

import io.q2o.domain.Decision;
import io.q2o.domain.Knowledge;
import io.q2o.domain.Moment;
import io.q2o.domain.licensing.DeviceState.Absent;
import io.q2o.domain.licensing.DeviceState.Enrolled;
import io.q2o.domain.licensing.DeviceState.Revoked;
import io.q2o.domain.licensing.RefreshFamily.Ended;
import io.q2o.domain.licensing.RefreshFamily.Live;
import io.q2o.domain.licensing.TokenAnswer.Bearer;
import io.q2o.schemas.licensing.DeviceCommand.RefreshDevice;
import io.q2o.schemas.licensing.DeviceEvent.RefreshReuseDetected;
import io.q2o.schemas.licensing.DeviceEvent.TokenRefreshed;
import io.q2o.schemas.licensing.RefreshToken;

/** What becomes of a refresh token that is presented. */
record Refreshing(
        RefreshDevice presented, Moment moment, long tenantId, Subscription subscription) {
    static Decision decide(Holder holder, Knowledge known, RefreshDevice presented, Moment moment) {
        var unknown = new DeviceRefusal.TokenIsUnknown();
        var slug = presented.slug();
        return switch (holder) {
            case Holder.Unknown() -> refused(unknown);
            case Holder.Known(long tenantId, _) ->
                    switch (known.of(DeviceState.key(presented.deviceId()))) {
                        case Absent() -> refused(unknown);
                        case Enrolled(var device, _) when !device.isOf(slug) -> refused(unknown);
                        case Revoked(var device, _) when !device.isOf(slug) -> refused(unknown);
                        case Revoked _ -> refused(new DeviceRefusal.BearerIsRevoked());
                        case Enrolled(_, var family) -> {
                            var subscription = Subscription.of(known, slug);
                            yield new Refreshing(presented, moment, tenantId, subscription)
                                    .decide(family);
                        }
                    };
        };
    }

    private Decision decide(RefreshFamily family) {
        int counter = presented.counter();
        if (counter < 1 || counter > family.last()) {
            return refused(new DeviceRefusal.TokenIsUnknown());
        }
        return switch (family) {
            case Ended _ -> refused(new DeviceRefusal.TokenHasEnded());
            case Live live when counter < live.first() ->
                    refused(new DeviceRefusal.TokenHasEnded());
            case Live live when counter == live.last() -> used(live);
            case Live live when live.hasJustReplaced(counter, moment.at()) -> usedAgain(live);
            case Live _ ->
                    refused(
                            new DeviceRefusal.TokenWasReused(),
                            new RefreshReuseDetected(
                                    presented.slug(), presented.deviceId(), counter));
        };
    }

    private Decision used(Live live) {
        if (!subscription.isUsable()) {
            return notUsable();
        }
        if (live.hasExpired(moment.at())) {
            return refused(new DeviceRefusal.TokenHasExpired());
        }
        var successor = TokenAnswer.token(live.last() + 1, moment);
        return accepted(
                answer(successor),
                new TokenRefreshed(presented.slug(), presented.deviceId(), successor));
    }

    /** Somebody missed the answer and asks for it once more: it is the same successor. */
    private Decision usedAgain(Live live) {
        return subscription.isUsable() ? nothingToDo(answer(live.token())) : notUsable();
    }

    private Decision notUsable() {
        return refused(new DeviceRefusal.SubscriptionNotUsable(subscription.state()));
    }

    private Decision.Answer answer(RefreshToken token) {
        var bearer = new Bearer(tenantId, presented.slug(), presented.deviceId());
        return TokenAnswer.of(bearer, subscription, presented.signingKey(), token, moment);
    }
}
