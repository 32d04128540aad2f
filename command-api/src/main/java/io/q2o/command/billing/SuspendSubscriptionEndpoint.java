package io.q2o.command.billing;

import io.q2o.command.door.Door;
import io.q2o.command.door.PathNames;
import io.q2o.schemas.billing.SubscriptionCommand.SuspendSubscription;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

@RestController
class SuspendSubscriptionEndpoint {
    private final Door door;

    SuspendSubscriptionEndpoint(Door door) {
        this.door = door;
    }

    @PostMapping("/admin/api/tenants/{slug}/suspend")
    Mono<ResponseEntity<byte[]>> suspend(@PathVariable String slug, ServerWebExchange exchange) {
        return door.ask(
                exchange,
                null,
                Mono.fromSupplier(() -> new SuspendSubscription(PathNames.slug(slug))));
    }
}
