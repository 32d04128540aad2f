package io.q2o.command.operations;

import io.q2o.command.door.Door;
import io.q2o.command.door.PathNames;
import io.q2o.schemas.operations.DeadLetterCommand.DiscardDeadLetter;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

@RestController
class DiscardDeadLetterEndpoint {
    private final Door door;

    DiscardDeadLetterEndpoint(Door door) {
        this.door = door;
    }

    @PostMapping("/admin/api/dead-letters/{id}/discard")
    Mono<ResponseEntity<byte[]>> discard(@PathVariable String id, ServerWebExchange exchange) {
        return door.ask(
                exchange,
                null,
                Mono.fromSupplier(() -> {
                    var letter = PathNames.deadLetter(id);
                    return new DiscardDeadLetter(
                            letter.slug(), letter.projection(), letter.offset());
                }));
    }
}
