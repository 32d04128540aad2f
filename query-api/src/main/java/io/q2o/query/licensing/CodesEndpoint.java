package io.q2o.query.licensing;

import io.q2o.query.answer.Parameters;
import io.q2o.query.lists.ConsistentLists;
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
class CodesEndpoint {
    private final CodesQuery query;
    private final ConsistentLists lists;

    CodesEndpoint(CodesQuery query, ConsistentLists lists) {
        this.query = query;
        this.lists = lists;
    }

    @GetMapping("/admin/api/codes")
    @Parameter(name = "page", in = ParameterIn.QUERY, schema = @Schema(type = "integer"))
    @Parameter(name = "page_size", in = ParameterIn.QUERY, schema = @Schema(type = "integer"))
    @Parameter(name = "tenant_slug", in = ParameterIn.QUERY, schema = @Schema(type = "string"))
    @Parameter(name = "status", in = ParameterIn.QUERY, schema = @Schema(type = "string"))
    @Parameter(name = "search", in = ParameterIn.QUERY, schema = @Schema(type = "string"))
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = CodePage.class)))
    Mono<ResponseEntity<byte[]>> list(@Parameter(hidden = true) ServerWebExchange exchange) {
        var criteria = CodeCriteria.of(new Parameters(exchange.getRequest().getQueryParams()));
        return lists.answer(exchange, partitions -> query.page(criteria, partitions));
    }
}
