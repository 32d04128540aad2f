package io.q2o.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private final AtomicInteger notes = new AtomicInteger();

    @TempDir Path directory;

    @Test
    void startsWhatWasKilledAgainWithALine() throws Exception {
        var supervisor = supervisor();
        supervisor.start(shell("steady", "exec sleep 60"));
        long first = child(supervisor, "steady").pid();
        ProcessHandle.of(first).orElseThrow().destroyForcibly();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> child(supervisor, "steady").pid() != first);
        assertThat(said()).contains("steady ended (exit 137) and is started again");
        assertThat(notes).hasValue(2);
        supervisor.stop(List.of(List.of("steady")), PATIENCE);
        assertThat(child(supervisor, "steady").isAlive()).isFalse();
        assertThat(supervisor.givenUp()).isNotDone();
    }

    @Test
    void tellsOneStartAfterTheOtherThoughTwoEndAtOnce() {
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        var supervisor =
                supervisor(() -> {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
                    inside.decrementAndGet();
                    notes.incrementAndGet();
                });
        supervisor.start(shell("one", "exit 3"));
        supervisor.start(shell("other", "exit 3"));
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(notes).hasValue(10));
        assertThat(most).hasValue(1);
    }

    @Test
    void givesUpAfterFiveEndsWithinAMinuteAndSaysWhichAndWhy() throws Exception {
        var supervisor = supervisor();
        supervisor.start(shell("fickle", "echo 'Caused by: no more paper'; exit 3"));
        assertThat(supervisor.givenUp().get(60, TimeUnit.SECONDS))
                .contains("fickle ended 5 times", "exit 3", "no more paper", "fickle.log");
        assertThat(said().lines().filter(line -> line.startsWith("fickle ended"))).hasSize(4);
    }

    @Test
    void stopsInOrderAndStartsNothingAnew() throws Exception {
        var order = directory.resolve("order");
        var script =
                """
                trap 'echo %1$s >> order; exit 0' TERM
                touch %1$s.listens
                while :; do sleep 0.05; done
                """;
        var supervisor = supervisor();
        for (var name : List.of("broker", "service", "front")) {
            supervisor.start(shell(name, "cd " + directory + "\n" + script.formatted(name)));
            awaitFile(name + ".listens");
        }
        supervisor.stop(List.of(List.of("front"), List.of("service"), List.of("broker")), PATIENCE);
        assertThat(Files.readAllLines(order)).containsExactly("front", "service", "broker");
        assertThat(supervisor.children().values()).noneMatch(Child::isAlive);
        assertThat(notes).hasValue(3);
    }

    @Test
    void killsWhatDoesNotStop() throws Exception {
        var child =
                Child.start(
                        shell(
                                "deaf",
                                "trap '' TERM; touch "
                                        + directory
                                        + "/deaf.listens; while :; do sleep 0.05; done"),
                        directory,
                        directory);
        awaitFile("deaf.listens");
        child.stop(Duration.ofMillis(500));
        assertThat(child.isAlive()).isFalse();
    }

    private void awaitFile(String name) {
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(directory.resolve(name)));
    }

    private Supervisor supervisor() {
        return supervisor(notes::incrementAndGet);
    }

    private Supervisor supervisor(Runnable changed) {
        return new Supervisor(
                directory,
                directory,
                new PrintStream(screen, true, StandardCharsets.UTF_8),
                changed);
    }

    private String said() {
        return screen.toString(StandardCharsets.UTF_8);
    }

    private static Child child(Supervisor supervisor, String name) {
        return Objects.requireNonNull(supervisor.child(name));
    }

    private static Program shell(String name, String script) {
        return new Program(name, 1, 0, List.of("/bin/sh", "-c", script), Map.of());
    }
}
