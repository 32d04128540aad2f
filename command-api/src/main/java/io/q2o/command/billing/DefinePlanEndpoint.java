package io.q2o.command.billing;

import io.q2o.command.door.Door;
import io.q2o.schemas.billing.PlanCommand.DefinePlan;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

@RestController
class DefinePlanEndpoint {
    private final Door door;

    DefinePlanEndpoint(Door door) {
        this.door = door;
    }

    @PostMapping("/admin/api/plans")
    Mono<ResponseEntity<byte[]>> define(@RequestBody PlanBody body, ServerWebExchange exchange) {
        return door.ask(exchange, body, Mono.fromSupplier(() -> new DefinePlan(body.checked())));
    }
}
