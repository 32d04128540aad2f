package io.q2o.command.billing;

import io.q2o.command.door.Door;
import io.q2o.command.door.PathNames;
import io.q2o.log.KafkaSettings;
import io.q2o.schemas.billing.PlanCommand.ChangePlan;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

@RestController
class ChangePlanEndpoint {
    private final Door door;
    private final KafkaSettings kafka;

    ChangePlanEndpoint(Door door, KafkaSettings kafka) {
        this.door = door;
        this.kafka = kafka;
    }

    @PutMapping("/admin/api/plans/{id}")
    Mono<ResponseEntity<byte[]>> change(
            @PathVariable String id, @RequestBody PlanBody body, ServerWebExchange exchange) {
        return door.ask(
                exchange,
                body,
                Mono.fromSupplier(() ->
                        new ChangePlan(
                                PathNames.plan(id, kafka.partitions()),
                                body.checked(),
                                Boolean.TRUE.equals(body.applyToSubscribers()))));
    }
}
