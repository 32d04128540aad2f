package io.q2o.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.q2o.engines.DatabaseRole;
import io.q2o.log.EventRecord;
import io.q2o.log.LogJson;
import io.q2o.schemas.licensing.DeviceEvent.DeviceActivatedAgain;
import io.q2o.schemas.licensing.DeviceEvent.DeviceEnrolled;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** A code, a seat and a token are given once, however many ask for them and whatever is killed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ActivationIT {
    private static final int CALLERS = 100;
    private static final String CANARY = "canary in clear";
    private static final String HARDWARE = "hardware-of-the-traceless";

    private final Stack stack = Stack.named("activation");
    private Member one;
    private Member two;

    @BeforeAll
    void start() throws IOException {
        stack.broker();
        var properties = new HashMap<>(Stack.PATIENT);
        properties.put("q2o.decider.compression", "none");
        one = stack.commandApi(properties);
        two = stack.commandApi(properties);
        one.awaitReady();
        two.awaitReady();
        plan("Pro", 50);
        plan("Single", 1);
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    private void plan(String name, int devices) throws IOException {
        admin(
                "/plans",
                """
                {"name":"%s","stripePriceId":"%s","monthlyRunQuota":10,"deviceLimit":%d}\
                """
                        .formatted(name, name, devices));
        Topic.awaitPlan(stack, name);
    }

    private void tenant(String slug, String plan) throws IOException {
        admin(
                "/tenants",
                """
                {"name":"%s","slug":"%s","subscriptionPlan":"%s"}\
                """
                        .formatted(CANARY, slug, plan));
    }

    private String code(String slug, int uses) throws IOException {
        return admin("/codes/generate", Bodies.codes(slug, 1, uses)).get("codes").get(0).asString();
    }

    private JsonNode admin(String path, String body) throws IOException {
        var answer = stack.admin().post(one.at("/admin/api" + path), body, Map.of());
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
        return LogJson.MAPPER.readTree(answer.body());
    }

    /** Asks until there is an answer that will stay, at the other door when this one is gone. */
    private HttpResponse<String> activate(int caller, String body) {
        for (int n = 0; n < 200; n++) {
            var door = (caller + n) % 2 == 0 ? one : two;
            try {
                var answer =
                        stack.admin()
                                .post(
                                        door.at("/authz/activate"),
                                        body,
                                        Map.of("Idempotency-Key", "caller-" + caller));
                if (answer.statusCode() != 503 && answer.statusCode() != 504) {
                    return answer;
                }
            } catch (IOException gone) {
                // asked again, with the same key
            }
            LockSupport.parkNanos(100_000_000);
        }
        throw new AssertionError("caller " + caller + " got no answer that stays");
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

    private List<HttpResponse<String>> whileOneIsKilled(IntFunction<HttpResponse<String>> call) {
        var answered = new AtomicInteger();
        var killer =
                Thread.ofVirtual()
                        .start(() -> {
                            while (answered.get() < 10) {
                                LockSupport.parkNanos(1_000_000);
                            }
                            two.kill9();
                            two.restart();
                        });
        var answers =
                inParallel(
                        CALLERS,
                        i -> {
                            // not all at once, so that the kill finds some under way
                            LockSupport.parkNanos(i * 5_000_000L);
                            var answer = call.apply(i);
                            answered.incrementAndGet();
                            return answer;
                        });
        try {
            killer.join();
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
        two.awaitReady();
        return answers;
    }

    private void oneOfAllGotIt(List<HttpResponse<String>> answers, String reason) {
        assertThat(answers.stream().filter(answer -> answer.statusCode() == 200)).hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.statusCode() != 200))
                .allSatisfy(answer -> {
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
                    assertThat(answer.body()).contains(reason);
                });
    }

    private long enrolled(String slug) {
        Topic.awaitDecided(stack);
        return Topic.events(stack).stream()
                .map(record -> EventRecord.read(record).event())
                .filter(event ->
                        event instanceof DeviceEnrolled device && device.slug().equals(slug))
                .count();
    }

    @Test
    void givesTheOnlyUseOfACodeOnceWhileAProcessIsKilled() throws IOException {
        tenant("code-race", "Pro");
        var code = code("code-race", 1);
        var answers =
                whileOneIsKilled(
                        i -> activate(i, Bodies.activation("code-race", code, "machine-" + i)));
        oneOfAllGotIt(answers, "code-used-up");
        assertThat(enrolled("code-race")).isEqualTo(1);
    }

    @Test
    void givesTheLastSeatOnceWhileAProcessIsKilled() throws IOException {
        tenant("seat-race", "Single");
        var code = code("seat-race", 1_000);
        var answers =
                whileOneIsKilled(
                        i -> activate(i, Bodies.activation("seat-race", code, "machine-" + i)));
        oneOfAllGotIt(answers, "no-seat-left");
        assertThat(enrolled("seat-race")).isEqualTo(1);
    }

    @Test
    void knowsOneFingerprintAsOneDevice() throws IOException {
        tenant("same-machine", "Pro");
        var code = code("same-machine", 1);
        var answers =
                inParallel(
                        50, i -> activate(i, Bodies.activation("same-machine", code, "machine")));
        assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(200);
        var ids = new HashSet<Long>();
        var tokens = new HashSet<String>();
        for (var answer : answers) {
            var told = LogJson.MAPPER.readTree(answer.body());
            ids.add(told.get("device_id").asLong());
            tokens.add(told.get("refresh_token").asString());
        }
        assertThat(ids).hasSize(1);
        assertThat(tokens).hasSize(50);
        assertThat(enrolled("same-machine")).isEqualTo(1);
        assertThat(
                        Topic.events(stack).stream()
                                .map(record -> EventRecord.read(record).event())
                                .filter(event ->
                                        event instanceof DeviceActivatedAgain again
                                                && again.slug().equals("same-machine")
                                                && !again.codeUsed()))
                .hasSize(49);
    }

    @Test
    void givesSecretsAgainByteForByteAndLeavesNoTraceOfThem() throws Exception {
        tenant("traceless", "Pro");
        var generate = Bodies.codes("traceless", 3, 2);
        var issued =
                stack.admin()
                        .post(
                                one.at("/admin/api/codes/generate"),
                                generate,
                                Map.of("Idempotency-Key", "codes"));
        var codes = LogJson.MAPPER.readTree(issued.body()).get("codes");
        var body = Bodies.activation("traceless", codes.get(0).asString(), HARDWARE);
        var activated = activate(7_000, body);
        assertThat(activated.statusCode()).as(activated.body()).isEqualTo(200);

        one.kill9();
        two.kill9();
        one.restart();
        two.restart();
        one.awaitReady();
        two.awaitReady();
        for (var door : List.of(one, two)) {
            var again =
                    stack.admin()
                            .post(
                                    door.at("/admin/api/codes/generate"),
                                    generate,
                                    Map.of("Idempotency-Key", "codes"));
            assertThat(again.body()).isEqualTo(issued.body());
        }
        assertThat(activate(7_000, body).body()).isEqualTo(activated.body());
        assertThat(
                        stack.admin()
                                .post(
                                        two.at("/authz/activate"),
                                        body,
                                        Map.of("Idempotency-Key", "caller-7000"))
                                .body())
                .isEqualTo(activated.body());

        var told = LogJson.MAPPER.readTree(activated.body());
        var secrets =
                List.of(
                        codes.get(0).asString(),
                        codes.get(2).asString(),
                        codes.get(0).asString().replace("-", ""),
                        told.get("refresh_token").asString().split("\\.", 2)[1],
                        told.get("access_token").asString().split("\\.", 3)[2],
                        HARDWARE);
        var postgres = stack.postgres();
        var processors = stack.streamProcessors().awaitReady();
        await().atMost(LogFold.CATCH_UP)
                .untilAsserted(() -> {
                    assertThat(Columns.holding(stack, CANARY))
                            .contains("tenant.name", "command_outcome.body");
                    assertThat(Columns.holding(stack, stack.codes().hash(codes.get(0).asString())))
                            .containsExactly("activation_code.hash");
                    assertThat(Columns.holding(stack, "traceless")).contains("device.tenant");
                    var outcomes = LogFold.Outcomes.of(stack);
                    assertThat(outcomes.visible()).isEqualTo(outcomes.decided());
                });
        for (var secret : secrets) {
            assertThat(Columns.holding(stack, secret)).isEmpty();
        }
        plantInADeadLetter(secrets.getFirst());
        assertThat(Columns.holding(stack, secrets.getFirst()))
                .containsExactly("dead_letter.payload");
        processors.stop();
        postgres.stop();

        var places =
                List.of(
                        stack.data().resolve("broker"),
                        stack.data().resolve("command-api"),
                        stack.data().resolve("logs"));
        assertThat(Traces.of(CANARY, places.getFirst())).isNotEmpty();
        for (var place : places) {
            for (var secret : secrets) {
                assertThat(Traces.of(secret, place)).isEmpty();
            }
        }
    }

    /** So that it is seen that it would be found, in bytes as well as in texts. */
    private void plantInADeadLetter(String text) throws SQLException {
        try (var connection = stack.connect(DatabaseRole.PROJECTOR);
                var statement =
                        connection.prepareStatement(
                                """
                                insert into dead_letter (projection, partition, record_offset, tenant, reason, payload, at)
                                values ('test', 0, 0, 'planted', 'planted', ?, now())
                                """)) {
            statement.setBytes(1, text.getBytes(StandardCharsets.UTF_8));
            statement.executeUpdate();
        }
    }
}
