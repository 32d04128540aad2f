package io.q2o.domain.licensing;

import static io.q2o.domain.Decision.accepted;
import static io.q2o.domain.Decision.noted;
import static io.q2o.domain.Decision.nothingToDo;
import static io.q2o.domain.Decision.refused;

import io.q2o.domain.Changes;
import io.q2o.domain.Decision;
import io.q2o.domain.Kind;
import io.q2o.domain.Knowledge;
import io.q2o.domain.Moment;
import io.q2o.domain.Rules;
import io.q2o.domain.licensing.DeviceState.Absent;
import io.q2o.domain.licensing.DeviceState.Enrolled;
import io.q2o.domain.licensing.DeviceState.Revoked;
import io.q2o.schemas.Telemetry;
import io.q2o.schemas.licensing.DeviceCommand;
import io.q2o.schemas.licensing.DeviceCommand.ActivateDevice;
import io.q2o.schemas.licensing.DeviceCommand.RecordHeartbeat;
import io.q2o.schemas.licensing.DeviceCommand.RefreshDevice;
import io.q2o.schemas.licensing.DeviceCommand.ReinstateDevice;
import io.q2o.schemas.licensing.DeviceCommand.RevokeDevice;
import io.q2o.schemas.licensing.DeviceEvent;
import io.q2o.schemas.licensing.DeviceEvent.DeviceReinstated;
import io.q2o.schemas.licensing.DeviceEvent.DeviceRevoked;
import io.q2o.schemas.licensing.DeviceTelemetry;
import io.q2o.schemas.licensing.DeviceTelemetry.DeviceSeen;
import java.time.Duration;
import java.util.List;

/**
 * A fingerprint is one device of a tenant; a code is used at most as often as it may be; a device
 * takes a seat while it is enrolled; a refresh token has one successor.
 */
public final class DeviceRules implements Rules<DeviceCommand, DeviceEvent> {
    private static final Decision.Answer REVOKED = DoneAnswer.of("Device revoked.");
    private static final Decision.Answer REINSTATED = DoneAnswer.of("Device reinstated.");
    private static final Decision.Answer OK = _ -> new HeartbeatAnswer(true);

    private final Holder.Finder holders;

    public DeviceRules(Holder.Finder holders) {
        this.holders = holders;
    }

    @Override
    public Class<DeviceCommand> commands() {
        return DeviceCommand.class;
    }

    @Override
    public Class<DeviceEvent> events() {
        return DeviceEvent.class;
    }

    @Override
    public List<Class<? extends Telemetry>> telemetry() {
        return List.of(DeviceTelemetry.class);
    }

    @Override
    public List<Kind<?>> kinds() {
        return List.of(DeviceState.KIND, Lookup.FINGERPRINT, Seats.KIND, Sighting.KIND);
    }

    @Override
    public Decision decide(Knowledge known, DeviceCommand command, Moment moment) {
        return switch (command) {
            case ActivateDevice wanted ->
                    Activation.decide(holders.find(known, wanted.slug()), known, wanted, moment);
            case RefreshDevice presented ->
                    Refreshing.decide(
                            holders.find(known, presented.slug()), known, presented, moment);
            case RecordHeartbeat heartbeat -> heartbeat(known, heartbeat, moment);
            case RevokeDevice(long deviceId) -> revoke(known, deviceId);
            case ReinstateDevice(long deviceId) -> reinstate(known, deviceId);
        };
    }

    private static Decision heartbeat(Knowledge known, RecordHeartbeat heartbeat, Moment moment) {
        return switch (known.of(DeviceState.key(heartbeat.deviceId()))) {
            case Absent() -> refused(new DeviceRefusal.BearerIsUnknown());
            case Enrolled(var device, _) when !device.isOf(heartbeat.slug()) ->
                    refused(new DeviceRefusal.BearerIsUnknown());
            case Revoked(var device, _) when !device.isOf(heartbeat.slug()) ->
                    refused(new DeviceRefusal.BearerIsUnknown());
            case Revoked _ -> refused(new DeviceRefusal.BearerIsRevoked());
            case Enrolled(var device, _)
                    when !device.fingerprint().equals(heartbeat.fingerprint()) ->
                    refused(new DeviceRefusal.FingerprintMismatch());
            case Enrolled _ -> seen(known, heartbeat, moment);
        };
    }

    private static Decision seen(Knowledge known, RecordHeartbeat heartbeat, Moment moment) {
        var last = known.of(Sighting.key(heartbeat.deviceId()));
        return last.isOlderThan(Duration.ofSeconds(heartbeat.sightingSeconds()), moment.at())
                ? noted(OK, new DeviceSeen(heartbeat.slug(), heartbeat.deviceId()))
                : nothingToDo(OK);
    }

    private static Decision revoke(Knowledge known, long deviceId) {
        return switch (known.of(DeviceState.key(deviceId))) {
            case Absent() -> refused(new DeviceRefusal.UnknownDevice(deviceId));
            case Revoked _ -> nothingToDo(REVOKED);
            case Enrolled(var device, _) ->
                    accepted(REVOKED, new DeviceRevoked(device.slug(), deviceId));
        };
    }

    private static Decision reinstate(Knowledge known, long deviceId) {
        return switch (known.of(DeviceState.key(deviceId))) {
            case Absent() -> refused(new DeviceRefusal.UnknownDevice(deviceId));
            case Enrolled _ -> nothingToDo(REINSTATED);
            case Revoked(var device, _) -> {
                var slug = device.slug();
                var full = Seats.full(known, slug, Subscription.of(known, slug));
                yield full != null
                        ? refused(full)
                        : accepted(REINSTATED, new DeviceReinstated(slug, deviceId));
            }
        };
    }

    @Override
    public void evolve(Knowledge known, DeviceEvent event, Moment happened, Changes changes) {
        var key = DeviceState.key(event.deviceId());
        changes.put(key, new DeviceFold(known, event, happened.at(), changes).after(known.of(key)));
    }

    @Override
    public void evolvePassing(Knowledge known, Telemetry fact, Moment happened, Changes changes) {
        switch ((DeviceTelemetry) fact) {
            case DeviceSeen(_, long deviceId) ->
                    changes.put(Sighting.key(deviceId), new Sighting.Noted(happened.at()));
        }
    }
}
