package io.q2o.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Callers who write at once through one or more doors, never the same thing twice, and note every
 * answer: tenants with their codes and devices, each of which lives through a {@link TenantLife}.
 */
final class Load {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Calls calls;
    private final List<Member> doors;
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger conclusive = new AtomicInteger();
    private final List<Thread> callers = new ArrayList<>();
    private final Queue<Throwable> faults = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;

    private Load(Calls calls, List<Member> doors) {
        this.calls = calls;
        this.doors = doors;
    }

    /** Begins; callers are spread over the doors. */
    static Load start(Stack stack, int callers, Member... doors) {
        var load = new Load(stack.admin(), List.of(doors));
        for (int n = 0; n < callers; n++) {
            var caller = n;
            load.callers.add(
                    Thread.ofVirtual()
                            .uncaughtExceptionHandler((_, fault) -> load.faults.add(fault))
                            .start(() -> load.run(caller)));
        }
        return load;
    }

    /** Defines the plan that callers name; returns once it is known. */
    static void preparePlan(Stack stack, Member door) {
        await().atMost(PATIENCE)
                .ignoreException(IOException.class)
                .until(
                        () ->
                                stack.admin()
                                        .post(
                                                door.at("/admin/api/plans"),
                                                """
                                                {"name":"Pro","stripePriceId":"price_pro","monthlyRunQuota":50}\
                                                """,
                                                Map.of("Idempotency-Key", "the-plan-of-all")),
                        answer -> {
                            assertThat(answer.statusCode()).as(answer.body()).isIn(201, 503, 504);
                            return answer.statusCode() == 201;
                        });
        Topic.awaitPlan(stack, "Pro");
    }

    /** Returns once so many more calls have been answered conclusively. */
    void awaitAnswers(int more) {
        var wanted = conclusive.get() + more;
        await().atMost(PATIENCE)
                .pollInterval(10, TimeUnit.MILLISECONDS)
                .untilAsserted(() -> assertThat(conclusive.get()).isGreaterThanOrEqualTo(wanted));
    }

    /** Returns once so many calls have been refused with 503. */
    void awaitRefusals(int wanted) {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(answers.stream().filter(answer -> answer.status() == 503))
                                .hasSizeGreaterThanOrEqualTo(wanted));
    }

    /** Ends it and gives every answer; calls under way are waited for. */
    List<Answer> stop() throws InterruptedException {
        stopped = true;
        for (var caller : callers) {
            assertThat(caller.join(Duration.ofSeconds(40))).isTrue();
        }
        assertThat(faults).isEmpty();
        return List.copyOf(answers);
    }

    private void run(int caller) {
        for (int tenant = 0; !stopped; tenant++) {
            var life = new TenantLife(calls, "t" + caller + "-" + tenant);
            for (var asked = life.next(); asked.isPresent() && !stopped; asked = life.next()) {
                var request = asked.get();
                call(caller, request).ifPresent(answer -> life.hear(request, answer));
            }
        }
    }

    private Optional<Answer> call(int caller, TenantLife.Request asked) {
        var door = doors.get(caller % doors.size());
        var mark = mark();
        var what = asked.method() + " " + asked.path() + " at " + door.name();
        try {
            var answer =
                    asked.caller()
                            .send(
                                    asked.method(),
                                    door.at(asked.path()),
                                    asked.body(),
                                    Map.of("traceparent", mark));
            var token = answer.headers().firstValue("Consistency-Token").orElse(null);
            return Optional.of(
                    note(new Answer(mark, what, answer.statusCode(), answer.body(), token)));
        } catch (ConnectException | HttpConnectTimeoutException nobody) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            return Optional.empty();
        } catch (IOException broken) {
            return Optional.of(note(new Answer(mark, what, 0, String.valueOf(broken), null)));
        }
    }

    private Answer note(Answer answer) {
        answers.add(answer);
        if (answer.isConclusive()) {
            conclusive.incrementAndGet();
        } else if (answer.status() == 503) {
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        return answer;
    }

    private static String mark() {
        var random = ThreadLocalRandom.current();
        return "00-%016x%016x-%016x-01"
                .formatted(random.nextLong(), random.nextLong(), random.nextLong());
    }
}
