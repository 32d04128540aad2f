package io.q2o.command.licensing;

import io.q2o.command.door.Door;
import io.q2o.command.door.PathNames;
import io.q2o.log.KafkaSettings;
import io.q2o.schemas.licensing.DeviceCommand.ReinstateDevice;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

@RestController
class ReinstateDeviceEndpoint {
    private final Door door;
    private final int partitions;

    ReinstateDeviceEndpoint(Door door, KafkaSettings kafka) {
        this.door = door;
        partitions = kafka.partitions();
    }

    @PostMapping("/admin/api/devices/{id}/reinstate")
    Mono<ResponseEntity<byte[]>> reinstate(@PathVariable String id, ServerWebExchange exchange) {
        return door.ask(
                exchange,
                null,
                Mono.fromSupplier(() -> new ReinstateDevice(PathNames.device(id, partitions))));
    }
}
