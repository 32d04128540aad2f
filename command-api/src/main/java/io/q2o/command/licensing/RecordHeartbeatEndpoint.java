package io.q2o.command.licensing;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.q2o.command.door.Door;
import io.q2o.command.door.Fields;
import io.q2o.command.secrets.HardwareFingerprints;
import io.q2o.schemas.licensing.DeviceCommand.RecordHeartbeat;
import io.q2o.web.DeviceCaller;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

@RestController
class RecordHeartbeatEndpoint {
    private final Door door;
    private final HardwareFingerprints fingerprints;
    private final int sightingSeconds;

    /**
     * @param sightingInterval how often at most it is noted that a device was seen
     */
    RecordHeartbeatEndpoint(
            Door door,
            HardwareFingerprints fingerprints,
            @Value("${q2o.devices.sighting-interval:5m}") Duration sightingInterval) {
        this.door = door;
        this.fingerprints = fingerprints;
        sightingSeconds = Math.toIntExact(sightingInterval.toSeconds());
    }

    @Schema(name = "RecordHeartbeat")
    record Body(@JsonProperty("hw_fingerprint") @Nullable String hwFingerprint) {}

    @PostMapping("/licenses/heartbeat")
    Mono<ResponseEntity<byte[]>> record(
            @RequestBody Body body, Authentication caller, ServerWebExchange exchange) {
        return door.ask(exchange, body, Mono.fromSupplier(() -> command(body, caller)));
    }

    private RecordHeartbeat command(Body body, Authentication caller) {
        var fields = new Fields();
        var fingerprint = fields.required("hw_fingerprint", body.hwFingerprint(), 512);
        fields.check();
        var device =
                Objects.requireNonNull(DeviceCaller.of(caller), "only devices get past the door");
        return new RecordHeartbeat(
                device.slug(), device.deviceId(), fingerprints.of(fingerprint), sightingSeconds);
    }
}
