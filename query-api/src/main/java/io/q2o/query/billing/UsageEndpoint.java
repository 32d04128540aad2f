package io.q2o.query.billing;

import io.q2o.query.answer.Answers;
import io.q2o.query.answer.PathNames;
import io.q2o.query.consistency.PositionWait;
import io.q2o.query.consistency.Projection;
import io.q2o.web.ConsistencyToken;
import io.q2o.web.DeviceCaller;
import io.q2o.web.Problem;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

@RestController
class UsageEndpoint {
    private final UsageQuery query;
    private final PositionWait positions;
    private final Answers answers;

    UsageEndpoint(UsageQuery query, PositionWait positions, Answers answers) {
        this.query = query;
        this.positions = positions;
        this.answers = answers;
    }

    @GetMapping("/usage/{slug}")
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = UsageView.class)))
    Mono<ResponseEntity<byte[]>> usage(
            @PathVariable String slug,
            @Parameter(hidden = true) Authentication caller,
            @Parameter(hidden = true) ServerWebExchange exchange) {
        return Mono.defer(() -> {
            var device = DeviceCaller.of(caller);
            if (!PathNames.isSlug(slug) || device != null && !device.slug().equals(slug)) {
                return Mono.error(unknown());
            }
            return positions
                    .before(
                            exchange,
                            Projection.LICENSING,
                            device == null ? null : device.position())
                    .flatMap(seen -> usage(slug, seen, exchange));
        });
    }

    private Mono<ResponseEntity<byte[]>> usage(
            String slug, ConsistencyToken seen, ServerWebExchange exchange) {
        var reached = positions.isReached(Projection.LICENSING, seen);
        return query.of(slug)
                .map(found -> {
                    if (found.parked()) {
                        PositionWait.markParked(exchange);
                    }
                    if (found.usage() == null) {
                        throw reached ? unknown() : PositionWait.behind(seen);
                    }
                    return answers.of(found.usage());
                });
    }

    private static Problem unknown() {
        return Problem.of(HttpStatus.NOT_FOUND, "tenant-not-found", "Tenant not found.");
    }
}
