package io.q2o.command.licensing;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.q2o.command.door.Door;
import io.q2o.command.door.Fields;
import io.q2o.command.door.PathNames;
import io.q2o.command.secrets.AccessTokens;
import io.q2o.command.secrets.DerivedSecrets;
import io.q2o.command.secrets.HardwareFingerprints;
import io.q2o.log.DataKeys;
import io.q2o.schemas.licensing.DeviceCommand.ActivateDevice;
import io.q2o.web.Problem;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

@RestController
class ActivateDeviceEndpoint {
    private final Door door;
    private final DataKeys keys;
    private final DerivedSecrets secrets;
    private final HardwareFingerprints fingerprints;
    private final AccessTokens tokens;

    ActivateDeviceEndpoint(
            Door door,
            DataKeys keys,
            DerivedSecrets secrets,
            HardwareFingerprints fingerprints,
            AccessTokens tokens) {
        this.door = door;
        this.keys = keys;
        this.secrets = secrets;
        this.fingerprints = fingerprints;
        this.tokens = tokens;
    }

    /**
     * @param label what people call the device
     */
    @Schema(name = "ActivateDevice")
    record Body(
            @JsonProperty("tenant_slug") @Nullable String tenantSlug,
            @JsonProperty("activation_code") @Nullable String activationCode,
            @JsonProperty("hw_fingerprint") @Nullable String hwFingerprint,
            @Nullable String label) {}

    private record Checked(String slug, String code, String fingerprint, @Nullable String label) {
        static Checked of(Body body) {
            var fields = new Fields();
            var checked =
                    new Checked(
                            fields.required("tenant_slug", body.tenantSlug(), 100)
                                    .toLowerCase(Locale.ROOT),
                            fields.required("activation_code", body.activationCode(), 64),
                            fields.required("hw_fingerprint", body.hwFingerprint(), 512),
                            fields.optional("label", body.label(), 255));
            fields.check();
            return checked;
        }
    }

    @PostMapping("/authz/activate")
    @SecurityRequirements
    Mono<ResponseEntity<byte[]>> activate(@RequestBody Body body, ServerWebExchange exchange) {
        return Mono.defer(() -> {
            var checked = Checked.of(body);
            var code = DerivedSecrets.canonicalCode(checked.code());
            if (!PathNames.isSlug(checked.slug())
                    || PathNames.isReserved(checked.slug())
                    || !DerivedSecrets.isCode(code)) {
                throw unknown();
            }
            return door.askAsStranger(exchange, body, checked.slug(), command(checked, code));
        });
    }

    /** The very answer that the rules give: nobody learns which of the two there is. */
    private static Problem unknown() {
        return Problem.of(
                HttpStatus.NOT_FOUND,
                "unknown-tenant-or-code",
                "tenant_slug, activation_code: there is no such tenant, or no such code of it.");
    }

    private Mono<ActivateDevice> command(Checked checked, String code) {
        return keys.sealOptional(checked.slug(), checked.label())
                .map(label ->
                        new ActivateDevice(
                                checked.slug(),
                                secrets.hashes(code),
                                fingerprints.of(checked.fingerprint()),
                                label.orElse(null),
                                tokens.currentKeyId()));
    }
}
