package io.q2o.domain.licensing;

import io.q2o.domain.Changes;
import io.q2o.domain.ImpossibleEventException;
import io.q2o.domain.Knowledge;
import io.q2o.domain.licensing.DeviceState.Absent;
import io.q2o.domain.licensing.DeviceState.Device;
import io.q2o.domain.licensing.DeviceState.Enrolled;
import io.q2o.domain.licensing.DeviceState.Revoked;
import io.q2o.domain.licensing.RefreshFamily.Ended;
import io.q2o.domain.licensing.RefreshFamily.Live;
import io.q2o.schemas.licensing.DeviceEvent;
import io.q2o.schemas.licensing.DeviceEvent.DeviceActivatedAgain;
import io.q2o.schemas.licensing.DeviceEvent.DeviceEnrolled;
import io.q2o.schemas.licensing.DeviceEvent.DeviceReinstated;
import io.q2o.schemas.licensing.DeviceEvent.DeviceRevoked;
import io.q2o.schemas.licensing.DeviceEvent.RefreshReuseDetected;
import io.q2o.schemas.licensing.DeviceEvent.TokenRefreshed;
import java.time.Instant;
import java.util.List;

/** What is known after an event of a device: of itself, its seat and the code it used. */
record DeviceFold(Knowledge known, DeviceEvent event, Instant at, Changes changes) {
    DeviceState after(DeviceState state) {
        return switch (event) {
            case DeviceEnrolled enrolled when state instanceof Absent -> {
                claimFingerprint(enrolled);
                use(enrolled.codeId());
                takeSeat();
                yield new Enrolled(
                        new Device(
                                enrolled.slug(),
                                enrolled.fingerprint(),
                                List.of(enrolled.codeId())),
                        Live.startingWith(enrolled.token()));
            }
            case DeviceActivatedAgain(_, _, long codeId, boolean codeUsed, var token)
                    when state instanceof Enrolled(var device, var family)
                            && isOfTenant(device)
                            && codeUsed != device.hasUsed(codeId)
                            && token.counter() == family.last() + 1 -> {
                if (codeUsed) {
                    use(codeId);
                }
                yield new Enrolled(device.using(codeId), Live.startingWith(token));
            }
            case TokenRefreshed(_, _, var token)
                    when state instanceof Enrolled(var device, Live live)
                            && isOfTenant(device)
                            && token.counter() == live.last() + 1 ->
                    new Enrolled(device, live.replacedBy(token, at));
            case RefreshReuseDetected(_, _, int counter)
                    when state instanceof Enrolled(var device, Live live)
                            && isOfTenant(device)
                            && live.hasReplaced(counter) ->
                    new Enrolled(device, new Ended(live.last()));
            case DeviceRevoked _
                    when state instanceof Enrolled(var device, var family)
                            && isOfTenant(device) -> {
                giveSeatBack();
                yield new Revoked(device, family.last());
            }
            case DeviceReinstated _
                    when state instanceof Revoked(var device, int last) && isOfTenant(device) -> {
                takeSeat();
                yield new Enrolled(device, new Ended(last));
            }
            case DeviceEnrolled _,
                    DeviceActivatedAgain _,
                    TokenRefreshed _,
                    RefreshReuseDetected _,
                    DeviceRevoked _,
                    DeviceReinstated _ ->
                    throw new ImpossibleEventException(event, state);
        };
    }

    private boolean isOfTenant(Device device) {
        return device.isOf(event.slug());
    }

    private void claimFingerprint(DeviceEnrolled enrolled) {
        var key = Lookup.device(enrolled.slug(), enrolled.fingerprint());
        if (known.of(key) instanceof Lookup.Taken taken) {
            throw new ImpossibleEventException(event, taken);
        }
        changes.put(key, new Lookup.Taken(enrolled.deviceId()));
    }

    private void use(long codeId) {
        var key = CodeState.key(codeId);
        var state = known.of(key);
        if (!(state instanceof CodeState.Issued(var code))
                || code.isUsedUp()
                || !code.slug().equals(event.slug())) {
            throw new ImpossibleEventException(event, state);
        }
        changes.put(key, new CodeState.Issued(code.usedOnceMore()));
        if (code.isUnused()) {
            var counts = CodeCounts.key(code.slug());
            changes.put(counts, known.of(counts).afterFirstUseOfOneIssuedAt(code.issuedAt()));
        }
    }

    private void takeSeat() {
        var key = Seats.key(event.slug());
        changes.put(key, known.of(key).oneMoreTaken());
    }

    private void giveSeatBack() {
        var key = Seats.key(event.slug());
        changes.put(key, known.of(key).oneGivenBack());
    }
}
