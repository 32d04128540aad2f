package io.q2o.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.q2o.engines.DatabaseRole;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TwoOfEachIT {
    private static final Stack STACK = Stack.named("two-of-each");

    private static Member one;
    private static Member two;
    private static Member query;

    @BeforeAll
    static void start() {
        STACK.broker();
        STACK.postgres();
        one = STACK.commandApi(Stack.PATIENT);
        two = STACK.commandApi(Stack.PATIENT);
        STACK.streamProcessors();
        STACK.streamProcessors();
        query = STACK.queryApi(Map.of("q2o.query.consistency.wait-limit", "10s"));
        STACK.awaitReady();
    }

    @AfterAll
    static void stop() {
        STACK.close();
    }

    @Test
    void eitherProcessAnswersAndTheReadModelFollows() throws Exception {
        for (int plan = 0; plan < 12; plan++) {
            var door = plan % 2 == 0 ? one : two;
            var answer =
                    STACK.admin().post(door.at("/admin/api/plans"), plan("Plan " + plan), Map.of());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
            var token = answer.headers().firstValue("Consistency-Token").orElseThrow();

            var read =
                    STACK.admin()
                            .get(query.at("/admin/api/plans"), Map.of("Consistency-Token", token));
            assertThat(read.statusCode()).isEqualTo(200);
            assertThat(read.body()).contains("\"Plan " + plan + "\"");
        }
        try (var connection = STACK.connect(DatabaseRole.QUERY_ADMIN);
                var rows = connection.createStatement().executeQuery("select count(*) from plan")) {
            rows.next();
            assertThat(rows.getInt(1)).isGreaterThanOrEqualTo(12);
        }
    }

    @Test
    void oneGoesOnWhenTheOtherIsKilled() throws Exception {
        two.kill9();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(
                                        STACK.admin()
                                                .post(
                                                        one.at("/admin/api/plans"),
                                                        plan("Plan of the survivor"),
                                                        Map.of("Idempotency-Key", "survivor"))
                                                .statusCode())
                                .isEqualTo(201));
        two.restart().awaitReady();
        var again =
                STACK.admin()
                        .post(
                                two.at("/admin/api/plans"),
                                plan("Plan of the survivor"),
                                Map.of("Idempotency-Key", "survivor"));
        assertThat(again.statusCode()).as(again.body()).isEqualTo(201);
    }

    private static String plan(String name) {
        return """
        {"name": "%1$s", "stripePriceId": "price %1$s", "monthlyRunQuota": 10, "deviceLimit": 3, "projectLimit": 10, "currency": "USD"}
        """
                .formatted(name);
    }
}
