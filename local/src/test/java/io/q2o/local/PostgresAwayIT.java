package io.q2o.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * PostgreSQL is killed in mid-load and comes back; {@code -Dq2o.test.postgres-away-seconds} says
 * when.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresAwayIT {
    private static final Duration AWAY =
            Duration.ofSeconds(Long.getLong("q2o.test.postgres-away-seconds", 10));

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Stack stack = Stack.named("postgres-away");
    private Member postgres;
    private Member commandApi;
    private Member processors;
    private Member queryApi;

    @BeforeAll
    void start() {
        stack.broker();
        postgres = stack.postgres();
        commandApi = stack.commandApi();
        processors = stack.streamProcessors();
        queryApi = stack.queryApi();
        stack.awaitReady();
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    private int status(URI address) throws IOException {
        return stack.admin().get(address, Map.of()).statusCode();
    }

    private void refusesCleanly() throws IOException {
        var asked = System.nanoTime();
        var answer = stack.admin().get(queryApi.at("/admin/api/tenants"), Map.of());
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(10));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(
                        type -> assertThat(type).startsWith("application/problem+json"));
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.body()).contains("urn:q2o:problem:read-model-unavailable");
    }

    @Test
    void goesOnWithCommandsAndCatchesUp() throws Exception {
        var ready = queryApi.atManagement("/actuator/health/readiness");
        try (var load = TenantLoad.start(stack, commandApi)) {
            await().atMost(PATIENCE).until(() -> load.done() > 100);
            assertThat(status(queryApi.at("/admin/api/tenants"))).isEqualTo(200);

            postgres.kill9();
            var back = System.nanoTime() + AWAY.toNanos();
            var before = load.done();
            while (System.nanoTime() < back) {
                refusesCleanly();
                assertThat(status(ready)).isEqualTo(503);
            }
            await().atMost(PATIENCE).until(() -> load.done() > before + 100);
            refusesCleanly();

            postgres.restart().awaitReady();
            await().atMost(PATIENCE).until(() -> status(queryApi.at("/admin/api/tenants")) == 200);
            await().atMost(PATIENCE).until(() -> status(ready) == 200);
            var stillGoing = load.done();
            await().atMost(PATIENCE).until(() -> load.done() > stillGoing + 100);
            load.stop();
        }
        await().atMost(LogFold.CATCH_UP)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(LogFold.differences(stack)).isEmpty());
        await().atMost(LogFold.CATCH_UP)
                .untilAsserted(() -> {
                    var outcomes = LogFold.Outcomes.of(stack);
                    assertThat(outcomes.visible()).isEqualTo(outcomes.decided());
                });
        assertThat(processors.isAlive() && queryApi.isAlive()).isTrue();
    }
}
