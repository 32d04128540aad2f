package io.q2o.command.tenants;

import io.q2o.command.door.Door;
import io.q2o.command.door.PathNames;
import io.q2o.schemas.tenants.TenantCommand.ErasePersonalData;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

@RestController
class ErasePersonalDataEndpoint {
    private final Door door;

    ErasePersonalDataEndpoint(Door door) {
        this.door = door;
    }

    @PostMapping("/admin/api/tenants/{slug}/erase")
    Mono<ResponseEntity<byte[]>> erase(@PathVariable String slug, ServerWebExchange exchange) {
        return door.ask(
                exchange,
                null,
                Mono.fromSupplier(() -> new ErasePersonalData(PathNames.slug(slug))));
    }
}
