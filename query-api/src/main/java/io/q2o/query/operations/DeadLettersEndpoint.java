package io.q2o.query.operations;

import io.q2o.query.answer.Answers;
import io.q2o.query.answer.Parameters;
import io.q2o.query.consistency.PositionWait;
import io.q2o.query.consistency.Projection;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

@RestController
class DeadLettersEndpoint {
    private final DeadLettersQuery query;
    private final PositionWait positions;
    private final Answers answers;

    DeadLettersEndpoint(DeadLettersQuery query, PositionWait positions, Answers answers) {
        this.query = query;
        this.positions = positions;
        this.answers = answers;
    }

    @GetMapping("/admin/api/dead-letters")
    @Parameter(name = "page", in = ParameterIn.QUERY, schema = @Schema(type = "integer"))
    @Parameter(name = "page_size", in = ParameterIn.QUERY, schema = @Schema(type = "integer"))
    @Parameter(name = "tenant_slug", in = ParameterIn.QUERY, schema = @Schema(type = "string"))
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = DeadLetterPage.class)))
    Mono<ResponseEntity<byte[]>> list(@Parameter(hidden = true) ServerWebExchange exchange) {
        var criteria =
                DeadLetterCriteria.of(new Parameters(exchange.getRequest().getQueryParams()));
        return positions
                .before(exchange, Projection.LICENSING)
                .then(Mono.defer(() -> query.page(criteria)))
                .map(answers::of);
    }
}
