package io.q2o.query.tenants;

import io.q2o.query.answer.Answers;
import io.q2o.query.answer.Parameters;
import io.q2o.query.answer.PathNames;
import io.q2o.query.consistency.PositionWait;
import io.q2o.query.consistency.Projection;
import io.q2o.query.lists.ConsistentLists;
import io.q2o.web.Problem;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

@RestController
class TenantsEndpoint {
    private final TenantsQuery query;
    private final ConsistentLists lists;
    private final PositionWait positions;
    private final Answers answers;

    TenantsEndpoint(
            TenantsQuery query, ConsistentLists lists, PositionWait positions, Answers answers) {
        this.query = query;
        this.lists = lists;
        this.positions = positions;
        this.answers = answers;
    }

    @GetMapping("/admin/api/tenants")
    @Parameter(name = "page", in = ParameterIn.QUERY, schema = @Schema(type = "integer"))
    @Parameter(name = "page_size", in = ParameterIn.QUERY, schema = @Schema(type = "integer"))
    @Parameter(name = "search", in = ParameterIn.QUERY, schema = @Schema(type = "string"))
    @Parameter(name = "status", in = ParameterIn.QUERY, schema = @Schema(type = "string"))
    @Parameter(name = "sort_field", in = ParameterIn.QUERY, schema = @Schema(type = "string"))
    @Parameter(name = "sort_direction", in = ParameterIn.QUERY, schema = @Schema(type = "string"))
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = TenantPage.class)))
    Mono<ResponseEntity<byte[]>> list(@Parameter(hidden = true) ServerWebExchange exchange) {
        var criteria = TenantCriteria.of(new Parameters(exchange.getRequest().getQueryParams()));
        return lists.answer(exchange, partitions -> query.page(criteria, partitions));
    }

    @GetMapping("/admin/api/tenants/{slug}")
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = TenantView.class)))
    Mono<ResponseEntity<byte[]>> tenant(
            @PathVariable String slug, @Parameter(hidden = true) ServerWebExchange exchange) {
        return positions
                .before(exchange, Projection.LICENSING)
                .then(Mono.defer(() -> find(slug, exchange)))
                .map(found -> {
                    if (found.parked()) {
                        PositionWait.markParked(exchange);
                    }
                    return answers.of(found.tenant().version(), found.tenant());
                });
    }

    private Mono<TenantsQuery.Found> find(String slug, ServerWebExchange exchange) {
        if (!PathNames.isSlug(slug)) {
            return Mono.error(unknown());
        }
        return query.bySlug(slug).switchIfEmpty(Mono.defer(() -> missing(slug, exchange)));
    }

    private Mono<TenantsQuery.Found> missing(String slug, ServerWebExchange exchange) {
        return query.isParked(slug)
                .flatMap(parked -> {
                    if (parked) {
                        PositionWait.markParked(exchange);
                    }
                    return Mono.error(unknown());
                });
    }

    private static Problem unknown() {
        return Problem.of(HttpStatus.NOT_FOUND, "tenant-not-found", "Tenant not found.");
    }
}
