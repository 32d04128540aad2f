package io.q2o.query.tenants;

import io.q2o.query.answer.Answers;
import io.q2o.query.answer.PathNames;
import io.q2o.query.consistency.PositionWait;
import io.q2o.query.consistency.Projection;
import io.q2o.web.Problem;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

@RestController
class BrandingEndpoint {
    private final BrandingQuery query;
    private final PositionWait positions;
    private final Answers answers;

    BrandingEndpoint(BrandingQuery query, PositionWait positions, Answers answers) {
        this.query = query;
        this.positions = positions;
        this.answers = answers;
    }

    @GetMapping("/licenses/branding/{slug}")
    @SecurityRequirements
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = BrandingView.class)))
    Mono<ResponseEntity<byte[]>> branding(
            @PathVariable String slug, @Parameter(hidden = true) ServerWebExchange exchange) {
        return positions
                .before(exchange, Projection.LICENSING)
                .then(
                        Mono.defer(() ->
                                PathNames.isSlug(slug)
                                        ? query.bySlug(slug)
                                        : Mono.<BrandingView>empty()))
                .map(answers::of)
                .switchIfEmpty(
                        Mono.error(() ->
                                Problem.of(
                                        HttpStatus.NOT_FOUND,
                                        "tenant-not-found",
                                        "Tenant not found.")));
    }
}
