package io.q2o.schemas.licensing;

import io.q2o.schemas.Command;
import io.q2o.schemas.Sealed;
import io.q2o.schemas.StoredAs;
import io.q2o.schemas.Topics;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be asked of devices, by themselves or by an admin. */
public sealed interface DeviceCommand extends Command {
    @Override
    default String key() {
        return switch (this) {
            case ActivateDevice activate -> activate.slug();
            case RefreshDevice refresh -> refresh.slug();
            case RecordHeartbeat heartbeat -> heartbeat.slug();
            case RevokeDevice(long deviceId) -> Topics.keyOfEntity(deviceId);
            case ReinstateDevice(long deviceId) -> Topics.keyOfEntity(deviceId);
        };
    }

    /**
     * @param codeHashes the code somebody typed, hashed under every key the door has loaded
     * @param fingerprint keyed hash of the hardware's fingerprint
     * @param label a text for people
     * @param signingKey id of the key that signs the access token
     */
    @StoredAs("q2o.command.licensing.activate-device.v1")
    record ActivateDevice(
            String slug,
            List<String> codeHashes,
            String fingerprint,
            @Nullable Sealed label,
            String signingKey)
            implements DeviceCommand {
        public ActivateDevice {
            codeHashes = List.copyOf(codeHashes);
        }
    }

    /**
     * The door has checked that the presented token is the one derived for this device and counter.
     *
     * @param counter which of the device's refresh tokens was presented
     * @param signingKey id of the key that signs the access token
     */
    @StoredAs("q2o.command.licensing.refresh-device.v1")
    record RefreshDevice(String slug, long deviceId, int counter, String signingKey)
            implements DeviceCommand {}

    /**
     * @param fingerprint keyed hash of the fingerprint the device tells of itself
     * @param sightingSeconds how old the last sighting must be for this one to be noted
     */
    @StoredAs("q2o.command.licensing.record-heartbeat.v1")
    record RecordHeartbeat(String slug, long deviceId, String fingerprint, int sightingSeconds)
            implements DeviceCommand {
        @Override
        public boolean keepsItsAnswer() {
            return false;
        }
    }

    @StoredAs("q2o.command.licensing.revoke-device.v1")
    record RevokeDevice(long deviceId) implements DeviceCommand {}

    @StoredAs("q2o.command.licensing.reinstate-device.v1")
    record ReinstateDevice(long deviceId) implements DeviceCommand {}
}
