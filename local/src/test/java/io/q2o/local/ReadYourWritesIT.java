package io.q2o.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whoever has done something and asks with the token of it sees it, however slow projections are.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadYourWritesIT {
    private static final int CALLERS = 64;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int TIMES = 1_000;
    private static final String TOKEN = "Consistency-Token";
    private static final String COOKIE = "q2o_position";

    private final Stack stack = Stack.named("read-your-writes");
    private Member commandApi;
    private Member queryApi;

    @BeforeAll
    void start() throws IOException {
        stack.broker();
        stack.postgres();
        commandApi = stack.commandApi();
        stack.streamProcessors(Map.of("q2o.projection.delay-before-commit", "200ms"));
        queryApi = stack.queryApi(Map.of("q2o.query.consistency.wait-limit", "10s"));
        stack.awaitReady();
        post(
                "/admin/api/plans",
                "{\"name\":\"Pro\",\"stripePriceId\":\"pro\",\"monthlyRunQuota\":9}");
        for (int caller = 0; caller < CALLERS; caller++) {
            post(
                    "/admin/api/tenants",
                    """
                    {"name":"New","slug":"caller-%d","subscriptionPlan":"Pro"}\
                    """
                            .formatted(caller));
        }
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    private HttpResponse<String> post(String path, String body) throws IOException {
        var answer = stack.admin().post(commandApi.at(path), body, Map.of());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return answer;
    }

    /** Asks again, with the same key, when the answer is late. */
    private HttpResponse<String> rename(int caller, String name) {
        return await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .until(
                        () ->
                                stack.admin()
                                        .put(
                                                commandApi.at(
                                                        "/admin/api/tenants/caller-" + caller),
                                                "{\"name\":\"%s\"}".formatted(name),
                                                Map.of("Idempotency-Key", name.replace(' ', '-'))),
                        answer -> answer.statusCode() == 200);
    }

    private HttpResponse<String> read(int caller, Map<String, String> headers) throws IOException {
        return stack.admin().get(queryApi.at("/admin/api/tenants/caller-" + caller), headers);
    }

    private static String token(HttpResponse<String> answer) {
        return answer.headers().firstValue(TOKEN).orElseThrow();
    }

    private static String cookie(HttpResponse<String> answer) {
        return answer.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith(COOKIE + "="))
                .map(cookie -> cookie.substring(0, cookie.indexOf(';')))
                .findFirst()
                .orElseThrow();
    }

    /**
     * So many times: a tenant is renamed, then read with what its caller has in hand.
     *
     * @return what was read that was not what had just been written
     */
    private List<String> stale(
            String round, int times, Function<HttpResponse<String>, Map<String, String>> inHand) {
        try (var callers = Executors.newFixedThreadPool(CALLERS)) {
            return IntStream.range(0, CALLERS)
                    .mapToObj(caller ->
                            CompletableFuture.supplyAsync(
                                    () -> staleOf(caller, round, times, inHand), callers))
                    .toList()
                    .stream()
                    .flatMap(stale -> stale.join().stream())
                    .toList();
        }
    }

    private List<String> staleOf(
            int caller,
            String round,
            int times,
            Function<HttpResponse<String>, Map<String, String>> inHand) {
        return IntStream.range(0, times)
                .filter(time -> time % CALLERS == caller)
                .mapToObj(time -> {
                    try {
                        var name = round + " " + time;
                        var answer = read(caller, inHand.apply(rename(caller, name)));
                        var isFresh =
                                answer.statusCode() == 200
                                        && JsonMapper.shared()
                                                .readTree(answer.body())
                                                .path("name")
                                                .asString("")
                                                .equals(name);
                        return isFresh ? "" : name + ": " + answer.statusCode() + answer.body();
                    } catch (IOException fault) {
                        throw new UncheckedIOException(fault);
                    }
                })
                .filter(stale -> !stale.isEmpty())
                .toList();
    }

    @Test
    void seesEveryChangeThroughTheHeader() {
        assertThat(stale("header", TIMES, written -> Map.of(TOKEN, token(written)))).isEmpty();
    }

    @Test
    void seesEveryChangeThroughTheCookie() {
        assertThat(stale("cookie", TIMES, written -> Map.of("Cookie", cookie(written)))).isEmpty();
    }

    /** Without this the other two would show nothing. */
    @Test
    void seesOldStatesWithoutAToken() {
        assertThat(stale("nothing", 2 * CALLERS, _ -> Map.of())).isNotEmpty();
    }
}
