package io.q2o.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Two command APIs on one broker are one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoProcessesIT {
    private static final String PLAN =
            """
            {"name":"Pro","stripePriceId":"price_pro","monthlyRunQuota":50}\
            """;

    private final Stack stack = Stack.named("two-processes");
    private Stack.Part one;
    private Stack.Part two;

    @BeforeAll
    void start() {
        stack.broker();
        one = stack.commandApi("one", Map.of());
        two = stack.commandApi("two", Map.of());
        one.awaitReady();
        two.awaitReady();
        assertThat(new Caller(stack, one).post("/admin/api/plans", PLAN, null).status())
                .isEqualTo(201);
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    private List<Caller.Answer> inParallel(int times, IntFunction<Caller.Answer> call) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return IntStream.range(0, times)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> call.apply(i), threads))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
        }
    }

    private Caller caller(int i) {
        return new Caller(stack, i % 2 == 0 ? one : two);
    }

    private static String tenant(String slug, String name) {
        return """
        {"name":"%s","slug":"%s","subscriptionPlan":"Pro","email":"a@%s.example"}\
        """
                .formatted(name, slug, slug);
    }

    @Test
    void answersOneIdempotencyKeyAlikeFiftyTimesAndAfterARestart() {
        var answers =
                inParallel(
                        50,
                        i ->
                                caller(i)
                                        .post(
                                                "/admin/api/tenants",
                                                tenant("repeated", "Same"),
                                                "one-key"));
        assertThat(answers).extracting(Caller.Answer::status).containsOnly(201);
        assertThat(new HashSet<>(answers.stream().map(Caller.Answer::body).toList())).hasSize(1);
        var other = tenant("repeated", "Other");
        assertThat(caller(1).post("/admin/api/tenants", other, "one-key").status()).isEqualTo(422);

        one.kill9();
        two.kill9();
        one.restart();
        two.restart();
        one.awaitReady();
        two.awaitReady();
        for (int i = 0; i < 2; i++) {
            assertThat(
                            caller(i)
                                    .post(
                                            "/admin/api/tenants",
                                            tenant("repeated", "Same"),
                                            "one-key")
                                    .body())
                    .isEqualTo(answers.getFirst().body());
            assertThat(caller(i).post("/admin/api/tenants", other, "one-key").status())
                    .isEqualTo(422);
        }
        assertThat(Topic.events(stack).stream().filter(event -> "repeated".equals(event.key())))
                .hasSize(2); // registered, and its subscription opened
    }

    @Test
    void givesASlugOnceWhenFiftyAskForIt() {
        var answers =
                inParallel(
                        50,
                        i ->
                                caller(i)
                                        .post(
                                                "/admin/api/tenants",
                                                tenant("wanted", "Name " + i),
                                                "key-" + i));
        assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(1);
        assertThat(answers.stream().map(Caller.Answer::status).distinct().toList())
                .containsExactlyInAnyOrderElementsOf(Set.of(201, 409));
    }
}
