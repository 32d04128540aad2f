package io.q2o.command.billing;

import io.q2o.command.door.Door;
import io.q2o.command.door.PathNames;
import io.q2o.log.KafkaSettings;
import io.q2o.schemas.billing.PlanCommand.RetirePlan;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

@RestController
class RetirePlanEndpoint {
    private final Door door;
    private final KafkaSettings kafka;

    RetirePlanEndpoint(Door door, KafkaSettings kafka) {
        this.door = door;
        this.kafka = kafka;
    }

    @PostMapping("/admin/api/plans/{id}/retire")
    Mono<ResponseEntity<byte[]>> retire(@PathVariable String id, ServerWebExchange exchange) {
        return door.ask(
                exchange,
                null,
                Mono.fromSupplier(() -> new RetirePlan(PathNames.plan(id, kafka.partitions()))));
    }
}
