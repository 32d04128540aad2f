package io.q2o.query.lists;

import io.q2o.query.answer.Answers;
import io.q2o.query.consistency.PositionWait;
import io.q2o.query.consistency.Projection;
import java.util.function.Function;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Answers lists once they show all that their caller has seen. */
@Component
public final class ConsistentLists {
    private final PositionWait positions;
    private final Answers answers;

    ConsistentLists(PositionWait positions, Answers answers) {
        this.positions = positions;
        this.answers = answers;
    }

    /**
     * The answer with one page.
     *
     * @param query finds the page; given the partitions whose parked tenants the caller would miss
     */
    public <P> Mono<ResponseEntity<byte[]>> answer(
            ServerWebExchange exchange, Function<Integer[], Mono<Listed<P>>> query) {
        return positions
                .before(exchange, Projection.LICENSING)
                .flatMap(token -> query.apply(token.positions().keySet().toArray(Integer[]::new)))
                .map(found -> {
                    if (found.parked()) {
                        PositionWait.markParked(exchange);
                    }
                    return answers.of(found.page());
                });
    }
}
