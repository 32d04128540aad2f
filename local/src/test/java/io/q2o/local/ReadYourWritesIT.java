package io.q2o.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
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
    private static final Set<Integer> DONE = Set.of(200, 201);
    private static final String TOKEN = "Consistency-Token";
    private static final String COOKIE = "q2o_position";

    private final Stack stack = Stack.named("read-your-writes");
    private Member commandApi;
    private Member queryApi;

    @BeforeAll
    void start() {
        stack.broker();
        stack.postgres();
        commandApi = stack.commandApi();
        stack.streamProcessors(Map.of("q2o.projection.delay-before-commit", "200ms"));
        queryApi = stack.queryApi(Map.of("q2o.query.consistency.wait-limit", "10s"));
        stack.awaitReady();
        write(
                new Deeds.Request(
                        "POST",
                        "/admin/api/plans",
                        "{\"name\":\"Pro\",\"stripePriceId\":\"pro\",\"monthlyRunQuota\":9}"),
                "plan");
        for (int caller = 0; caller < CALLERS; caller++) {
            write(
                    new Deeds.Request(
                            "POST", "/admin/api/tenants", Bodies.tenant("caller-" + caller, "New")),
                    "caller-" + caller);
        }
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    /** Asks again, with the same key, when the answer is late. */
    private HttpResponse<String> write(Deeds.Request asked, String key) {
        return await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .until(
                        () ->
                                stack.admin()
                                        .send(
                                                asked.method(),
                                                commandApi.at(asked.path()),
                                                asked.body(),
                                                Map.of("Idempotency-Key", key)),
                        answer -> DONE.contains(answer.statusCode()));
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

    /** What was read that does not show what had just been done. */
    private record Stale(Deeds.Kind kind, int status, String body) {}

    /**
     * So many times: something is done to a tenant, its codes or its devices, then looked at with
     * what its caller has in hand.
     */
    private List<Stale> stale(
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

    private List<Stale> staleOf(
            int caller,
            String round,
            int times,
            Function<HttpResponse<String>, Map<String, String>> inHand) {
        var deeds = new Deeds("caller-" + caller, round);
        return IntStream.range(0, times)
                .filter(time -> time % CALLERS == caller)
                .boxed()
                .flatMap(time -> {
                    var deed = deeds.next();
                    var answer = write(deed.asked(), round + "-" + time);
                    deeds.hear(deed, answer.body());
                    return deeds.looks(deed).stream()
                            .flatMap(look ->
                                    stale(deed.kind(), look, inHand.apply(answer)).stream());
                })
                .toList();
    }

    /** What a look shows instead, if it does not show what was done. */
    private List<Stale> stale(Deeds.Kind kind, Deeds.Look look, Map<String, String> inHand) {
        try {
            var answer = stack.admin().get(queryApi.at(look.path()), inHand);
            var isFresh =
                    answer.statusCode() == 200
                            && look.shows().test(JsonMapper.shared().readTree(answer.body()));
            return isFresh
                    ? List.of()
                    : List.of(new Stale(kind, answer.statusCode(), answer.body()));
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
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
    void seesOldStatesOfEveryKindWithoutAToken() {
        var stale = stale("nothing", Deeds.Kind.values().length * CALLERS, _ -> Map.of());
        assertThat(stale.stream().map(Stale::kind).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(Deeds.Kind.values());
    }
}
