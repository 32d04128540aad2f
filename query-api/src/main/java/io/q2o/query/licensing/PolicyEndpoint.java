package io.q2o.query.licensing;

import io.q2o.query.answer.Answers;
import io.q2o.query.consistency.PositionWait;
import io.q2o.query.consistency.Projection;
import io.q2o.web.ConsistencyToken;
import io.q2o.web.DeviceCaller;
import io.q2o.web.Problem;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.util.Objects;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

@RestController
class PolicyEndpoint {
    private final PolicyQuery query;
    private final PositionWait positions;
    private final Answers answers;

    PolicyEndpoint(PolicyQuery query, PositionWait positions, Answers answers) {
        this.query = query;
        this.positions = positions;
        this.answers = answers;
    }

    @GetMapping("/licenses/policy")
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = PolicyView.class)))
    Mono<ResponseEntity<byte[]>> policy(
            @Parameter(hidden = true) Authentication caller,
            @Parameter(hidden = true) ServerWebExchange exchange) {
        return Mono.defer(() -> {
            var device =
                    Objects.requireNonNull(
                            DeviceCaller.of(caller), "only devices get past the door");
            return positions
                    .before(exchange, Projection.LICENSING, device.position())
                    .flatMap(seen -> policy(device, seen, exchange));
        });
    }

    private Mono<ResponseEntity<byte[]>> policy(
            DeviceCaller device, ConsistencyToken seen, ServerWebExchange exchange) {
        var reached = positions.isReached(Projection.LICENSING, seen);
        return query.of(device)
                .map(found -> {
                    if (found.parked()) {
                        PositionWait.markParked(exchange);
                    }
                    if (found.revoked() == null) {
                        throw reached && !found.parked() ? unknown() : PositionWait.behind(seen);
                    }
                    if (found.revoked()) {
                        throw revoked();
                    }
                    return answers.of(found.policy());
                });
    }

    /** What the command side says of such devices, in its words. */
    private static Problem unknown() {
        return Problem.of(
                HttpStatus.UNAUTHORIZED,
                "device-unknown",
                "token: there is no such device of the tenant.");
    }

    private static Problem revoked() {
        return Problem.of(
                HttpStatus.UNAUTHORIZED,
                "device-revoked",
                "token: the device is revoked until an administrator reinstates it.");
    }
}
