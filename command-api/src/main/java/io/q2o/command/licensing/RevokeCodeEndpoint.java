package io.q2o.command.licensing;

import io.q2o.command.door.Door;
import io.q2o.command.door.PathNames;
import io.q2o.log.KafkaSettings;
import io.q2o.schemas.licensing.CodeCommand.RevokeCode;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

@RestController
class RevokeCodeEndpoint {
    private final Door door;
    private final int partitions;

    RevokeCodeEndpoint(Door door, KafkaSettings kafka) {
        this.door = door;
        partitions = kafka.partitions();
    }

    @DeleteMapping("/admin/api/codes/{id}")
    Mono<ResponseEntity<byte[]>> revoke(@PathVariable String id, ServerWebExchange exchange) {
        return door.ask(
                exchange,
                null,
                Mono.fromSupplier(() -> new RevokeCode(PathNames.code(id, partitions))));
    }
}
