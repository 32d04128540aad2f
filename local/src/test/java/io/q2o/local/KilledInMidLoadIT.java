package io.q2o.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.q2o.schemas.licensing.DeviceEvent.DeviceEnrolled;
import io.q2o.schemas.licensing.DeviceEvent.RefreshReuseDetected;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Answers stand, whenever the process that gave them is killed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KilledInMidLoadIT {
    private static final int KILLS = Integer.getInteger("q2o.test.kills", 10);
    private static final int CALLERS = 16;

    private final Stack stack = Stack.named("killed-in-mid-load");
    private Member commandApi;

    @BeforeAll
    void start() throws Exception {
        stack.broker();
        commandApi = stack.commandApi().awaitReady();
        Load.preparePlan(stack, commandApi);
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    @Test
    void everyAnswerStandsInTheLogOnceAndAsItWasGiven() throws Exception {
        var load = Load.start(stack, CALLERS, commandApi);
        for (int kill = 0; kill < KILLS; kill++) {
            load.awaitAnswers(200);
            commandApi.kill9();
            commandApi.restart();
        }
        load.awaitAnswers(200);
        var answers = load.stop();

        assertThat(answers.stream().filter(Answer::isConclusive).count())
                .isGreaterThan(200L * KILLS);
        var audit = Audit.of(stack);
        audit.confirms(answers);
        assertThat(audit.count(DeviceEnrolled.class)).isPositive();
        assertThat(audit.count(RefreshReuseDetected.class)).isPositive();
    }
}
