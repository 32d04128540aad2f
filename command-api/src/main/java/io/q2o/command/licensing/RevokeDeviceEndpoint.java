package io.q2o.command.licensing;

import io.q2o.command.door.Door;
import io.q2o.command.door.PathNames;
import io.q2o.log.KafkaSettings;
import io.q2o.schemas.licensing.DeviceCommand.RevokeDevice;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

@RestController
class RevokeDeviceEndpoint {
    private final Door door;
    private final int partitions;

    RevokeDeviceEndpoint(Door door, KafkaSettings kafka) {
        this.door = door;
        partitions = kafka.partitions();
    }

    @DeleteMapping("/admin/api/devices/{id}")
    Mono<ResponseEntity<byte[]>> revoke(@PathVariable String id, ServerWebExchange exchange) {
        return door.ask(
                exchange,
                null,
                Mono.fromSupplier(() -> new RevokeDevice(PathNames.device(id, partitions))));
    }
}
