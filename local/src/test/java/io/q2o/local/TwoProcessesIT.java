package io.q2o.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
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
    private final Stack stack = Stack.named("two-processes");
    private Member one;
    private Member two;

    @BeforeAll
    void start() {
        stack.broker();
        one = stack.commandApi(Stack.PATIENT);
        two = stack.commandApi(Stack.PATIENT);
        one.awaitReady();
        two.awaitReady();
        Load.preparePlan(stack, one);
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    private List<HttpResponse<String>> inParallel(
            int times, IntFunction<HttpResponse<String>> call) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return IntStream.range(0, times)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> call.apply(i), threads))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
        }
    }

    private HttpResponse<String> register(int i, String body, String key) {
        return post(i % 2 == 0 ? one : two, "/admin/api/tenants", body, key);
    }

    private HttpResponse<String> post(Member member, String path, String body, String key) {
        try {
            return stack.admin().post(member.at(path), body, Map.of("Idempotency-Key", key));
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private static String tenant(String slug, String name) {
        return """
        {"name":"%s","slug":"%s","subscriptionPlan":"Pro","email":"a@%s.example"}\
        """
                .formatted(name, slug, slug);
    }

    @Test
    void answersOneIdempotencyKeyAlikeFiftyTimesAndAfterARestart() {
        var answers = inParallel(50, i -> register(i, tenant("repeated", "Same"), "one-key"));
        assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(201);
        assertThat(new HashSet<>(answers.stream().map(HttpResponse::body).toList())).hasSize(1);
        var other = tenant("repeated", "Other");
        assertThat(register(1, other, "one-key").statusCode()).isEqualTo(422);

        one.kill9();
        two.kill9();
        one.restart();
        two.restart();
        one.awaitReady();
        two.awaitReady();
        for (int i = 0; i < 2; i++) {
            assertThat(register(i, tenant("repeated", "Same"), "one-key").body())
                    .isEqualTo(answers.getFirst().body());
            assertThat(register(i, other, "one-key").statusCode()).isEqualTo(422);
        }
        Topic.awaitDecided(stack);
        assertThat(Topic.events(stack).stream().filter(event -> "repeated".equals(event.key())))
                .hasSize(7); // registered, its subscription opened, and five codes issued
    }

    @Test
    void givesASlugOnceWhenFiftyAskForIt() {
        var answers = inParallel(50, i -> register(i, tenant("wanted", "Name " + i), "key-" + i));
        assertThat(answers.stream().filter(answer -> answer.statusCode() == 201)).hasSize(1);
        assertThat(answers.stream().map(HttpResponse::statusCode).distinct().toList())
                .containsExactlyInAnyOrderElementsOf(Set.of(201, 409));
    }
}
