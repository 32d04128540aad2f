package io.q2o.command.operations;

import io.q2o.command.door.Door;
import io.q2o.command.door.PathNames;
import io.q2o.schemas.operations.DeadLetterCommand.RetryDeadLetter;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

@RestController
class RetryDeadLetterEndpoint {
    private final Door door;

    RetryDeadLetterEndpoint(Door door) {
        this.door = door;
    }

    @PostMapping("/admin/api/dead-letters/{id}/retry")
    Mono<ResponseEntity<byte[]>> retry(@PathVariable String id, ServerWebExchange exchange) {
        return door.ask(
                exchange,
                null,
                Mono.fromSupplier(() -> {
                    var letter = PathNames.deadLetter(id);
                    return new RetryDeadLetter(letter.slug(), letter.projection(), letter.offset());
                }));
    }
}
