package io.q2o.query.billing;

import io.q2o.query.answer.Answers;
import io.q2o.query.answer.PathNames;
import io.q2o.query.consistency.PositionWait;
import io.q2o.query.consistency.Projection;
import io.q2o.web.Problem;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

@RestController
class PlansEndpoint {
    private final PlansQuery query;
    private final PositionWait positions;
    private final Answers answers;

    PlansEndpoint(PlansQuery query, PositionWait positions, Answers answers) {
        this.query = query;
        this.positions = positions;
        this.answers = answers;
    }

    record Plans(List<PlanView> plans) {}

    @GetMapping("/admin/api/plans")
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = Plans.class)))
    Mono<ResponseEntity<byte[]>> list(@Parameter(hidden = true) ServerWebExchange exchange) {
        return positions
                .before(exchange, Projection.LICENSING)
                .then(Mono.defer(query::all))
                .map(plans -> answers.of(new Plans(plans)));
    }

    @GetMapping("/admin/api/plans/{id}")
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = PlanView.class)))
    Mono<ResponseEntity<byte[]>> plan(
            @PathVariable String id, @Parameter(hidden = true) ServerWebExchange exchange) {
        return positions
                .before(exchange, Projection.LICENSING)
                .then(
                        Mono.defer(() ->
                                PathNames.isNumber(id)
                                        ? query.byId(Long.parseLong(id))
                                        : Mono.<PlanView>empty()))
                .map(plan -> answers.of(plan.version(), plan))
                .switchIfEmpty(
                        Mono.error(() ->
                                Problem.of(
                                        HttpStatus.NOT_FOUND,
                                        "plan-not-found",
                                        "Plan not found.")));
    }
}
