package io.q2o.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.q2o.engines.DatabaseRole;
import io.q2o.schemas.tenants.TenantEvent.TenantRegistered;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** While the broker is away callers are told so, and when it is back everything goes on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokerAwayIT {
    /** Seconds; a longer absence is tried with {@code -Dq2o.test.broker-away=30}. */
    private static final int AWAY = Integer.getInteger("q2o.test.broker-away", 10);

    private final Stack stack = Stack.named("broker-away");
    private Member broker;
    private Member commandApi;

    @BeforeAll
    void start() throws Exception {
        broker = stack.broker();
        stack.postgres();
        commandApi = stack.commandApi();
        stack.streamProcessors();
        stack.awaitReady();
        Load.preparePlan(stack, commandApi);
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    private long tenantsInTheReadModel() throws Exception {
        try (var connection = stack.connect(DatabaseRole.QUERY_ADMIN);
                var rows =
                        connection.createStatement().executeQuery("select count(*) from tenant")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static List<Integer> statuses(List<Answer> answers) {
        return answers.stream().map(Answer::status).distinct().toList();
    }

    @Test
    void whatIsRefusedMeanwhileIsNeverDoneAndTheRestIsCaughtUp() throws Exception {
        var load = Load.start(stack, 16, commandApi);
        load.awaitAnswers(200);
        broker.kill9();
        var away = System.nanoTime();
        load.awaitRefusals(20);
        await().atMost(Duration.ofSeconds(AWAY + 10L))
                .until(() -> System.nanoTime() - away > Duration.ofSeconds(AWAY).toNanos());
        broker.restart().awaitReady();
        load.awaitAnswers(400);
        var answers = load.stop();

        assertThat(statuses(answers)).isSubsetOf(200, 201, 401, 404, 409, 503, 504).contains(503);
        var audit = Audit.of(stack);
        audit.confirms(answers);
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() ->
                        assertThat(tenantsInTheReadModel())
                                .isEqualTo(audit.count(TenantRegistered.class)));
    }
}
