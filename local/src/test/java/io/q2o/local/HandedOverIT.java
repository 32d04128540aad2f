package io.q2o.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A process that lacks a key which commands name leaves them to one that has it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HandedOverIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Stack stack = Stack.named("handed-over");
    private Member old;
    private Member rolled;

    @BeforeAll
    void start() throws Exception {
        var key = new byte[32];
        ThreadLocalRandom.current().nextBytes(key);
        stack.broker();
        old = stack.commandApi();
        rolled =
                stack.commandApi(
                        Map.of(
                                "q2o.secrets.derivation-keys.rolled",
                                Base64.getEncoder().encodeToString(key),
                                "q2o.secrets.peppers.rolled",
                                Base64.getEncoder().encodeToString(key),
                                "q2o.secrets.derivation-key-id",
                                "rolled"));
        old.awaitReady();
        rolled.awaitReady();
        Load.preparePlan(stack, old);
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    private void awaitOwned(Member member, int least) {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(Health.of(stack, member).partitions())
                                .isGreaterThanOrEqualTo(least));
    }

    @Test
    void aProcessWithoutTheKeyHandsItsPartitionsOverAndStillAnswers() throws Exception {
        awaitOwned(old, 1);
        awaitOwned(rolled, 1);
        var load = Load.start(stack, 16, old, rolled);
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(Health.of(stack, old).handedOver())
                                .contains("derivation key rolled"));
        awaitOwned(rolled, 6);
        load.awaitAnswers(400);
        var answers = load.stop();

        Audit.of(stack).confirms(answers);
        assertThat(Health.of(stack, old).partitions()).isZero();
        assertThat(Health.of(stack, old).status()).isEqualTo(503);
        assertThat(Health.of(stack, rolled).status()).isEqualTo(200);
        var atTheOld =
                stack.admin()
                        .post(
                                old.at("/admin/api/tenants"),
                                """
                                {"name":"Late","slug":"late","subscriptionPlan":"Pro"}\
                                """,
                                Map.of());
        assertThat(atTheOld.statusCode()).as(atTheOld.body()).isEqualTo(201);
    }
}
