package io.q2o.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.json.JsonMapper;

/** The read model is the fold of the log, whatever happens to the processes that make it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KilledProjectionIT {
    /** Long enough to be met between rows and commit. */
    private static final Map<String, String> SLOW =
            Map.of(
                    "q2o.projection.delay-before-commit",
                    "1s",
                    "q2o.postgres.silent-transaction",
                    "2s");

    private static final int TRIES = 5;

    private final Stack stack = Stack.named("killed-projection");
    private final List<Member> projectors = new ArrayList<>();
    private Member commandApi;
    private OpenTransactions transactions;
    private TenantLoad load;

    @BeforeAll
    void start() throws Exception {
        stack.broker();
        stack.postgres();
        commandApi = stack.commandApi().awaitReady();
        transactions = OpenTransactions.of(stack);
    }

    @AfterAll
    void stop() throws Exception {
        transactions.close();
        stack.close();
    }

    @BeforeEach
    void work() {
        load = TenantLoad.start(stack, commandApi);
    }

    @AfterEach
    void rest() {
        load.close();
        for (var one : projectors) {
            if (one.isAlive()) {
                one.wake();
                one.stop();
            }
        }
        projectors.clear();
    }

    private Member projector(Map<String, String> properties) {
        var one = stack.streamProcessors(properties);
        projectors.add(one);
        return one.awaitReady();
    }

    private void rowsAreTheFoldOfTheLog() {
        await().atMost(LogFold.CATCH_UP)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(LogFold.differences(stack)).isEmpty());
        await().atMost(LogFold.CATCH_UP)
                .untilAsserted(() -> {
                    var outcomes = LogFold.Outcomes.of(stack);
                    assertThat(outcomes.visible()).isEqualTo(outcomes.decided());
                });
    }

    /**
     * Whether what it had read before it slept was refused: by the position it expected, or by
     * PostgreSQL, which has ended the transactions that stood still for so long.
     *
     * @param said how much it had logged before it woke
     */
    private boolean isKeptOut(Member projector, int said) throws IOException {
        return fenced(projector) > 0
                || Files.readString(projector.log())
                        .substring(said)
                        .contains("tries until it succeeds");
    }

    /** How often it found that another process had written what it was about to write. */
    private double fenced(Member projector) throws IOException {
        var metric =
                stack.admin()
                        .get(
                                projector.atManagement("/actuator/metrics/q2o.projection.fenced"),
                                Map.of());
        return metric.statusCode() == 200
                ? JsonMapper.shared().readTree(metric.body()).at("/measurements/0/value").asDouble()
                : 0;
    }

    /** Once more if the machine let so much time pass that it had committed by then. */
    private void killBeforeItsCommit(Member processors) {
        for (int tries = 0; tries < TRIES; tries++) {
            var transaction = transactions.awaitRowsWithoutCommit();
            processors.kill9();
            var end = transactions.end(transaction);
            processors.restart().awaitReady();
            if (end.equals("aborted")) {
                return;
            }
        }
        throw new AssertionError("it committed before each kill");
    }

    /** As with the kill; the transaction that stands still. */
    private String frozenBeforeItsCommit(Member processors) throws SQLException {
        for (int tries = 0; tries < TRIES; tries++) {
            var transaction = transactions.awaitRowsWithoutCommit();
            processors.freeze();
            if (transactions.isOpen(transaction)) {
                return transaction;
            }
            processors.wake();
        }
        throw new AssertionError("it committed before it was frozen each time");
    }

    @Test
    void countsOnceWhateverIsKilledBetweenRowsAndCommitAndAfterIt() {
        var processors = projector(SLOW);
        killBeforeItsCommit(processors);
        assertThat(transactions.end(transactions.awaitRowsWithoutCommit())).isEqualTo("committed");
        processors.kill9();
        processors.restart().awaitReady();
        killBeforeItsCommit(processors);
        transactions.awaitRowsWithoutCommit();
        assertThat(load.stop()).isPositive();
        rowsAreTheFoldOfTheLog();
    }

    @Test
    void keepsOutAProjectorThatWakesAfterItsPartitionsMovedAndTakesItBack() throws Exception {
        var sleeper = projector(SLOW);
        var transaction = frozenBeforeItsCommit(sleeper);
        var other = projector(Map.of());
        assertThat(transactions.end(transaction)).isEqualTo("aborted");
        load.stop();
        rowsAreTheFoldOfTheLog();

        load = TenantLoad.start(stack, commandApi);
        var said = Files.readString(sleeper.log()).length();
        sleeper.wake();
        await().atMost(Duration.ofMinutes(1)).until(() -> isKeptOut(sleeper, said));
        load.stop();
        rowsAreTheFoldOfTheLog();

        load = TenantLoad.start(stack, commandApi);
        other.kill9();
        transactions.awaitRowsWithoutCommit();
        load.stop();
        rowsAreTheFoldOfTheLog();
    }
}
