package io.q2o.query.postgres;

import io.q2o.web.Problem;
import java.time.Duration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Up while the read model answers. */
@Component("readModelHealthIndicator")
final class ReadModelHealth implements ReactiveHealthIndicator {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final ReadModel readModel;

    ReadModelHealth(ReadModel readModel) {
        this.readModel = readModel;
    }

    @Override
    public Mono<Health> health() {
        return readModel
                .asAdmin(client -> client.sql("select 1").mapValue(Integer.class).one())
                .timeout(PATIENCE)
                .map(_ -> Health.up().withDetail("schema", SchemaWait.VERSION).build())
                .onErrorResume(fault ->
                        Mono.just(Health.down().withDetail("reason", reason(fault)).build()));
    }

    private static String reason(Throwable fault) {
        return fault instanceof Problem problem
                ? String.valueOf(problem.getBody().getDetail())
                : fault.toString();
    }
}
