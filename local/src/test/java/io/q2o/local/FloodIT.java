package io.q2o.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.q2o.engines.FreePorts;
import io.q2o.log.CloudEventHeaders;
import io.q2o.log.LogJson;
import io.q2o.schemas.Topics;
import io.q2o.schemas.licensing.DeviceCommand.ActivateDevice;
import io.q2o.schemas.platform.StoredTypes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Who guesses codes gets no further than its bucket reaches, and is in nobody's way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FloodIT {
    private static final int GUESSES = 10_000;
    private static final int GUESSERS = 48;
    private static final int BURST = 20;
    private static final int PER_SECOND = 1;
    private static final int HONEST = 8;

    /** On a machine that does much else. */
    private static final Duration AT_ONCE = Duration.ofSeconds(5);

    private final Stack stack = Stack.named("flood");
    private final AtomicInteger next = new AtomicInteger();
    private Member commandApi;
    private Member front;
    private String code = "";

    @BeforeAll
    void start() throws IOException {
        stack.broker();
        commandApi =
                stack.commandApi(
                        Map.of(
                                "q2o.strangers.burst",
                                Integer.toString(BURST),
                                "q2o.strangers.per-second",
                                Integer.toString(PER_SECOND)));
        front = stack.front(FreePorts.next(), commandApi, commandApi); // nothing is read here
        stack.awaitReady();
        Load.preparePlan(stack, commandApi);
        admin("/admin/api/tenants", Bodies.tenant("honest", "Honest"));
        var issued = admin("/admin/api/codes/generate", Bodies.codes("honest", 1, HONEST));
        code = LogJson.MAPPER.readTree(issued.body()).at("/codes/0").asString();
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    private HttpResponse<String> admin(String path, String body) throws IOException {
        var answer = stack.admin().post(front.at(path), body, Map.of());
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
        return answer;
    }

    private HttpResponse<String> activate(Calls caller, String body, Map<String, String> headers)
            throws IOException {
        return caller.post(front.at("/authz/activate"), body, headers);
    }

    /** Every third cannot be a code, or is no activation at all. */
    private static String guess(int n) {
        return switch (n % 6) {
            case 2 -> Bodies.activation("honest", "AAAA-" + n, "machine");
            case 5 -> "{\"tenant_slug\":\"honest\"}";
            default -> Bodies.activation("honest", code(n), "machine");
        };
    }

    private static boolean isWellFormed(int n) {
        return n % 3 != 2;
    }

    private static String code(int n) {
        return "AAAA-BBBB-%04d-DDDD".formatted(n);
    }

    /** Another sender each time, in whatever word it may be believed. */
    private static Map<String, String> forged(int n) {
        var address = "203.0." + n / 250 + "." + (1 + n % 250);
        return Map.of(
                "X-Forwarded-For",
                n % 2 == 0 ? address : address + ", 127.0.0.1",
                "Forwarded",
                "for=" + address,
                "X-Real-IP",
                address,
                "X-Forwarded-Host",
                address);
    }

    private record Guess(int n, int status, boolean saysWhen) {
        boolean isServed() {
            return status != 429;
        }
    }

    private List<Guess> guesses(Calls caller) throws IOException {
        var made = new ArrayList<Guess>();
        for (int n = next.getAndIncrement(); n < GUESSES; n = next.getAndIncrement()) {
            var answer = activate(caller, guess(n), forged(n));
            var wait = answer.headers().firstValueAsLong("Retry-After").orElse(0);
            made.add(new Guess(n, answer.statusCode(), wait > 0));
        }
        return made;
    }

    /**
     * Some of the honest, spread over the first half of the flood; how long each was kept waiting.
     */
    private List<Duration> honest(Calls caller) throws IOException {
        var waits = new ArrayList<Duration>();
        for (int n = 0; n < HONEST; n++) {
            while (next.get() < GUESSES * (n + 1) / (2 * HONEST)) {
                LockSupport.parkNanos(1_000_000);
            }
            var asked = System.nanoTime();
            var answer =
                    activate(caller, Bodies.activation("honest", code, "machine " + n), Map.of());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(next).hasValueLessThan(GUESSES);
            waits.add(Duration.ofNanos(System.nanoTime() - asked));
        }
        return waits;
    }

    private long activationsInTheLog() {
        var type = StoredTypes.nameOf(ActivateDevice.class);
        return Topic.committed(stack, Topics.COMMANDS).stream()
                .filter(one ->
                        type.equals(CloudEventHeaders.text(one.headers(), CloudEventHeaders.TYPE)))
                .count();
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void reachesTheLogNoOftenerThanItsBucketAndHindersNobody() throws Exception {
        // a proxy that believed what a stranger forwards would see another address each time
        var guesser = Calls.strangerAt(InetAddress.getByName("127.0.0.1"));
        var other = Calls.strangerAt(InetAddress.getByName("127.0.0.2"));
        var guesses = new ArrayList<Guess>();
        List<Duration> waits;
        var began = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var flood = new ArrayList<Future<List<Guess>>>();
            for (int n = 0; n < GUESSERS; n++) {
                flood.add(threads.submit(() -> guesses(guesser)));
            }
            waits = honest(other);
            for (var one : flood) {
                guesses.addAll(one.get());
            }
        }
        var seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds() + 1;

        assertThat(guesses).hasSize(GUESSES);
        var served = guesses.stream().filter(Guess::isServed).toList();
        assertThat(served).hasSizeBetween(BURST, (int) (BURST + PER_SECOND * seconds));
        assertThat(served).extracting(Guess::status).containsOnly(404, 422);
        assertThat(guesses).allMatch(guess -> guess.isServed() || guess.saysWhen());
        assertThat(activationsInTheLog())
                .isEqualTo(HONEST + served.stream().filter(one -> isWellFormed(one.n())).count());
        assertThat(waits).hasSize(HONEST).allMatch(wait -> wait.compareTo(AT_ONCE) < 0);
    }
}
