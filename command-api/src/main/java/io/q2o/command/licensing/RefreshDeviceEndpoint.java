package io.q2o.command.licensing;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.q2o.command.door.Door;
import io.q2o.command.door.Fields;
import io.q2o.command.door.PathNames;
import io.q2o.command.secrets.AccessTokens;
import io.q2o.command.secrets.DerivedSecrets;
import io.q2o.schemas.licensing.DeviceCommand.RefreshDevice;
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

/** A token whose secret is not the derived one gets no further than this door. */
@RestController
class RefreshDeviceEndpoint {
    private final Door door;
    private final DerivedSecrets secrets;
    private final AccessTokens tokens;

    RefreshDeviceEndpoint(Door door, DerivedSecrets secrets, AccessTokens tokens) {
        this.door = door;
        this.secrets = secrets;
        this.tokens = tokens;
    }

    @Schema(name = "RefreshDevice")
    record Body(
            @JsonProperty("tenant_slug") @Nullable String tenantSlug,
            @JsonProperty("device_id") @Nullable Long deviceId,
            @JsonProperty("refresh_token") @Nullable String refreshToken) {}

    private record Checked(String slug, long deviceId, String token) {
        static Checked of(Body body) {
            var fields = new Fields();
            var id = body.deviceId();
            if (id == null) {
                fields.fault("device_id", "is required, a number");
            }
            var checked =
                    new Checked(
                            fields.required("tenant_slug", body.tenantSlug(), 100)
                                    .toLowerCase(Locale.ROOT),
                            id == null ? 0 : id,
                            fields.required("refresh_token", body.refreshToken(), 512));
            fields.check();
            return checked;
        }
    }

    @PostMapping("/authz/refresh")
    @SecurityRequirements
    Mono<ResponseEntity<byte[]>> refresh(@RequestBody Body body, ServerWebExchange exchange) {
        return Mono.defer(() -> {
            var checked = Checked.of(body);
            var counter = secrets.refreshCounter(checked.deviceId(), checked.token());
            if (counter == 0
                    || !PathNames.isSlug(checked.slug())
                    || PathNames.isReserved(checked.slug())) {
                throw Problem.of(
                        HttpStatus.UNAUTHORIZED,
                        "refresh-token-unknown",
                        "refresh_token: there is no such token of such a device.");
            }
            return door.askAsStranger(
                    exchange,
                    body,
                    checked.slug(),
                    Mono.fromSupplier(() ->
                            new RefreshDevice(
                                    checked.slug(),
                                    checked.deviceId(),
                                    counter,
                                    tokens.currentKeyId())));
        });
    }
}
