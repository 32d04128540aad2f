package io.q2o.command.billing;

import io.q2o.command.door.Door;
import io.q2o.command.door.PathNames;
import io.q2o.schemas.billing.SubscriptionCommand.ResumeSubscription;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

@RestController
class ResumeSubscriptionEndpoint {
    private final Door door;

    ResumeSubscriptionEndpoint(Door door) {
        this.door = door;
    }

    @PostMapping("/admin/api/tenants/{slug}/resume")
    Mono<ResponseEntity<byte[]>> resume(@PathVariable String slug, ServerWebExchange exchange) {
        return door.ask(
                exchange,
                null,
                Mono.fromSupplier(() -> new ResumeSubscription(PathNames.slug(slug))));
    }
}
