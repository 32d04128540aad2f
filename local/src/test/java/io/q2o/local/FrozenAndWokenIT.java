package io.q2o.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.q2o.schemas.licensing.DeviceEvent.DeviceEnrolled;
import io.q2o.schemas.licensing.DeviceEvent.RefreshReuseDetected;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A process that was frozen while another took over does no harm when it wakes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FrozenAndWokenIT {
    private static final int CALLERS = 16;

    private final Stack stack = Stack.named("frozen-and-woken");
    private Member frozen;
    private Member other;

    @BeforeAll
    void start() throws Exception {
        stack.broker();
        frozen = stack.commandApi();
        other = stack.commandApi();
        frozen.awaitReady();
        other.awaitReady();
        Load.preparePlan(stack, other);
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    private void awaitOwned(Member member, int least, int most) {
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() ->
                        assertThat(Health.of(stack, member).partitions()).isBetween(least, most));
    }

    @Test
    void everyAnswerStandsAlthoughBothAnsweredForOnePartition() throws Exception {
        awaitOwned(frozen, 1, 5);
        awaitOwned(other, 1, 5);
        var load = Load.start(stack, CALLERS, frozen, other);
        load.awaitAnswers(400);

        frozen.freeze();
        awaitOwned(other, 6, 6);
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() ->
                        assertThat(
                                        stack.admin()
                                                .post(
                                                        other.at("/admin/api/tenants/t0-0/suspend"),
                                                        "",
                                                        Map.of())
                                                .statusCode())
                                .isEqualTo(200));
        frozen.wake();
        load.awaitAnswers(400);
        awaitOwned(frozen, 1, 5);
        load.awaitAnswers(400);

        var answers = load.stop();
        var audit = Audit.of(stack);
        audit.confirms(answers);
        assertThat(audit.count(DeviceEnrolled.class)).isPositive();
        assertThat(audit.count(RefreshReuseDetected.class)).isPositive();
    }
}
