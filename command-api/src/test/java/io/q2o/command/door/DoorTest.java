package io.q2o.command.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.q2o.command.decider.Outcomes;
import io.q2o.command.decider.Partitions;
import io.q2o.command.decider.StandingStill;
import io.q2o.command.secrets.AccessTokens;
import io.q2o.command.secrets.TestSecrets;
import io.q2o.domain.RuleBook;
import io.q2o.log.AppendUncertainException;
import io.q2o.log.CommandLog;
import io.q2o.log.CommandRecord;
import io.q2o.log.IdempotencyClaim;
import io.q2o.log.KafkaSettings;
import io.q2o.log.LogJson;
import io.q2o.log.LogUnavailableException;
import io.q2o.log.ReactorKafkaCommandLog;
import io.q2o.schemas.Command;
import io.q2o.schemas.Position;
import io.q2o.schemas.billing.SubscriptionCommand.SuspendSubscription;
import io.q2o.schemas.licensing.DeviceCommand.RecordHeartbeat;
import io.q2o.web.ConsistencyToken;
import io.q2o.web.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What a caller is told, whatever becomes of the command. */
class DoorTest {
    private static final int PARTITIONS = 6;
    private static final String KEY = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
    private static final SuspendSubscription COMMAND = new SuspendSubscription("acme");
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private static final AccessTokens TOKENS = TestSecrets.tokens(TestSecrets.signingKey("s1"));

    private final Outcomes outcomes = new Outcomes();
    private Partitions partitions = new Partitions();
    private int mostWaiting = 10;
    private Duration patience = Duration.ofSeconds(30);

    private Door door(CommandLog log) {
        var secrets = TestSecrets.derived("k1");
        return new Door(
                log,
                outcomes,
                partitions,
                secrets,
                new Fingerprints(new Fingerprints.Settings(KEY)),
                new AnswerBody(_ -> Mono.just("opened"), secrets, TOKENS),
                new DoorSettings(patience, mostWaiting, Duration.ofSeconds(2), 0),
                KafkaSettings.local("127.0.0.1:1", PARTITIONS),
                LogJson.MAPPER,
                _ -> Schedulers.parallel());
    }

    private static MockServerHttpRequest.BaseBuilder<?> request() {
        return MockServerHttpRequest.post("/admin/api/tenants/acme/suspend");
    }

    private static ResponseEntity<byte[]> ask(
            Door door, MockServerHttpRequest.BaseBuilder<?> asked) {
        return ask(door, asked, null, Mono.just(COMMAND));
    }

    private static ResponseEntity<byte[]> ask(
            Door door,
            MockServerHttpRequest.BaseBuilder<?> asked,
            @Nullable Object body,
            Mono<? extends Command> command) {
        var anna = new TestingAuthenticationToken("anna", "", "ROLE_ADMIN");
        return Objects.requireNonNull(
                door.ask(MockServerWebExchange.from(asked), body, command)
                        .contextWrite(ReactiveSecurityContextHolder.withAuthentication(anna))
                        .block(Duration.ofSeconds(60)));
    }

    private static Problem problemOf(Door door, MockServerHttpRequest.BaseBuilder<?> asked) {
        try {
            ask(door, asked);
        } catch (Problem problem) {
            return problem;
        }
        throw new AssertionError("no problem");
    }

    private static void assertNothingWasDone(Problem problem, String type) {
        assertThat(problem.getStatusCode().value()).isEqualTo(503);
        assertThat(problem.getHeaders().getFirst(HttpHeaders.RETRY_AFTER)).matches("[1-9]\\d*");
        assertThat(problem.getBody().getType()).hasToString("urn:q2o:problem:" + type);
    }

    private static void assertUnanswered(Problem problem, CommandRecord appended) {
        assertThat(problem.getStatusCode().value()).isEqualTo(504);
        assertThat(problem.getBody().getProperties())
                .containsEntry("command", appended.id().toString());
    }

    /** The caller has its answer a moment before its place is given up. */
    private void assertNobodyWaits() {
        await().untilAsserted(() -> assertThat(outcomes.size()).isZero());
    }

    @Test
    void answersWithTheOutcome() {
        var response = ask(door(AnsweringLog.accepting(outcomes)), request());
        assertThat(response.getStatusCode().value()).isEqualTo(201);
        assertThat(text(response)).isEqualTo("{\"id\":1}");
        assertThat(response.getHeaders().getContentType()).hasToString("application/json");
        assertThat(response.getHeaders().getCacheControl()).isEqualTo("no-store");
        assertThat(response.getHeaders().getFirst(ConsistencyToken.HEADER)).isEqualTo("2:17");
        assertThat(response.getHeaders().getFirst(HttpHeaders.SET_COOKIE))
                .startsWith("q2o_position=2:17; Path=/; Max-Age=60;")
                .contains("HttpOnly", "SameSite=Lax");
        assertNobodyWaits();
    }

    @Test
    void answersRefusalsAsProblems() {
        var log = new AnsweringLog(outcomes, 409, null, "{}", Mono.just(AnsweringLog.POSITION));
        var response = ask(door(log), request());
        assertThat(response.getStatusCode().value()).isEqualTo(409);
        assertThat(response.getHeaders().getContentType()).hasToString("application/problem+json");
        assertThat(response.getHeaders().getFirst(ConsistencyToken.HEADER)).isNull();
        assertThat(response.getHeaders().getFirst(HttpHeaders.SET_COOKIE)).isNull();
    }

    @Test
    void answersBeforeTheAppendIsAcknowledged() {
        var log = new AnsweringLog(outcomes, 200, AnsweringLog.POSITION, "{}", Mono.never());
        assertThat(ask(door(log), request()).getStatusCode().value()).isEqualTo(200);
    }

    @Test
    void appendsWhoAskedForWhat() {
        var log = AnsweringLog.accepting(outcomes);
        ask(door(log), request().header("traceparent", TRACE));
        var appended = log.appended.getFirst();
        assertThat(appended.command()).isEqualTo(COMMAND);
        assertThat(appended.id().version()).isEqualTo(7);
        assertThat(appended.correlationId()).isEqualTo(appended.id().toString());
        assertThat(appended.actor()).isEqualTo("admin:anna");
        assertThat(appended.rules()).isEqualTo(RuleBook.VERSION);
        assertThat(appended.keyId()).isEqualTo("k1");
        assertThat(appended.claim()).isNull();
        assertThat(appended.traceparent()).isEqualTo(TRACE);
    }

    @Test
    void appendsNoTraceThatIsNone() {
        var log = AnsweringLog.accepting(outcomes);
        ask(door(log), request().header("traceparent", "anything"));
        assertThat(log.appended.getFirst().traceparent()).isNull();
    }

    @Test
    void claimsTheKeyOfACallerForOneOperationOnOneThing() {
        var claim = claimed(request().header("Idempotency-Key", "\"a\""), "body");
        assertThat(claim.scope())
                .isEqualTo("admin:anna|q2o.command.billing.suspend-subscription.v1|acme");
        assertThat(claim.key()).isEqualTo("a");
        assertThat(claim.fingerprint()).isNotEmpty().doesNotContain("body");
        assertThat(claimed(request().header("Idempotency-Key", "b"), "body").fingerprint())
                .isEqualTo(claim.fingerprint());
        assertThat(claimed(request().header("Idempotency-Key", "a"), "other").fingerprint())
                .isNotEqualTo(claim.fingerprint());
        var elsewhere = MockServerHttpRequest.post("/admin/api/tenants/globex/suspend");
        assertThat(claimed(elsewhere.header("Idempotency-Key", "a"), "body").fingerprint())
                .isNotEqualTo(claim.fingerprint());
    }

    @Test
    void claimsNoKeyForWhatKeepsNoAnswer() {
        var log = AnsweringLog.accepting(outcomes);
        var heartbeat = new RecordHeartbeat("acme", 7, "hash", 300);
        var asked = request().header("Idempotency-Key", "a");
        assertThat(ask(door(log), asked, "body", Mono.just(heartbeat)).getStatusCode().value())
                .isEqualTo(201);
        assertThat(log.appended.getFirst().claim()).isNull();
    }

    private IdempotencyClaim claimed(MockServerHttpRequest.BaseBuilder<?> asked, String body) {
        var log = AnsweringLog.accepting(outcomes);
        ask(door(log), asked, body, Mono.just(COMMAND));
        return Objects.requireNonNull(log.appended.getFirst().claim());
    }

    @Test
    void refusesAMalformedKeyBeforeAnythingIsAppended() {
        var log = new SilentLog(Mono.never());
        var problem = problemOf(door(log), request().header("Idempotency-Key", "a b"));
        assertThat(problem.getStatusCode().value()).isEqualTo(422);
        assertThat(log.appended).isEmpty();
    }

    @Test
    void saysThatNothingWasDoneWhenTheLogTakesNothing() {
        assertNothingWasDone(problemOf(door(new RefusingLog()), request()), "log-unavailable");
        assertNobodyWaits();
    }

    @Test
    void saysThatNothingWasDoneWhenTheCommandCouldNotBeMade() {
        var log = new SilentLog(Mono.never());
        assertThatThrownBy(() ->
                        ask(
                                door(log),
                                request(),
                                null,
                                Mono.error(new LogUnavailableException("no data keys"))))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertNothingWasDone(problem, "log-unavailable"));
        assertThat(log.appended).isEmpty();
    }

    @Test
    void saysThatItMayStillBeDoneWhenNoAnswerComes() {
        patience = Duration.ofMillis(100);
        for (var acknowledgement :
                new Mono[] {Mono.<Position>never(), Mono.just(AnsweringLog.POSITION)}) {
            @SuppressWarnings("unchecked")
            var log = new SilentLog((Mono<Position>) acknowledgement);
            assertUnanswered(problemOf(door(log), request()), log.appended.getFirst());
            assertNobodyWaits();
        }
    }

    @Test
    void saysThatItMayStillBeDoneWhenTheLogDoesNotKnow() {
        var log =
                new SilentLog(
                        Mono.error(new AppendUncertainException(new RuntimeException("away"))));
        assertUnanswered(problemOf(door(log), request()), log.appended.getFirst());
    }

    @Test
    void acceptsWhatNeedsNoAnswerOnceItIsInTheLog() {
        var log = new SilentLog(Mono.just(new Position(3, 99)));
        var response = ask(door(log), request().header("Prefer", "respond-async, wait=10"));
        assertThat(response.getStatusCode().value()).isEqualTo(202);
        assertThat(response.getHeaders().getLocation()).hasToString("/commands/3-99");
        assertThat(response.getHeaders().getFirst("Preference-Applied")).isEqualTo("respond-async");
        assertThat(text(response)).contains("\"id\":\"3-99\"", "\"status\":\"pending\"");
    }

    @Test
    void saysThatItMayStillBeDoneWhenNobodyConfirmsWhatNeedsNoAnswer() {
        patience = Duration.ofMillis(100);
        var log = new SilentLog(Mono.never());
        assertUnanswered(
                problemOf(door(log), request().header("Prefer", "respond-async")),
                log.appended.getFirst());
    }

    @Test
    void sendsCallersAwayWhileTooManyWait() {
        mostWaiting = 1;
        var log = AnsweringLog.accepting(outcomes);
        var other = UUID.randomUUID();
        outcomes.expect(other);
        assertNothingWasDone(problemOf(door(log), request()), "busy");
        assertThat(log.appended).isEmpty();
        outcomes.forget(other);
        assertThat(ask(door(log), request()).getStatusCode().value()).isEqualTo(201);
    }

    @Test
    void sendsCallersAwayFromAPartitionThatStandsStill() {
        var partition = ReactorKafkaCommandLog.partitionOf("acme", PARTITIONS);
        var log = AnsweringLog.accepting(outcomes);
        partitions = StandingStill.at(partition, "offset 7 is missing");
        var problem = problemOf(door(log), request());
        assertNothingWasDone(problem, "partition-halted");
        assertThat(problem.getBody().getDetail()).contains("offset 7 is missing");
        assertThat(log.appended).isEmpty();
        assertNobodyWaits();

        partitions = StandingStill.at((partition + 1) % PARTITIONS, "offset 7 is missing");
        assertThat(ask(door(log), request()).getStatusCode().value()).isEqualTo(201);
    }

    @Test
    void addsToWhatTheCallerHasSeen() {
        var seen =
                request()
                        .cookie(new HttpCookie(ConsistencyToken.COOKIE, "0:5.2:3.4:9"))
                        .header(ConsistencyToken.HEADER, "0:4,5:1");
        var response = ask(door(AnsweringLog.accepting(outcomes)), seen);
        var token = ConsistencyToken.parse(response.getHeaders().getFirst(ConsistencyToken.HEADER));
        assertThat(token.positions()).isEqualTo(Map.of(0, 5L, 2, 17L, 4, 9L, 5, 1L));
    }

    @Test
    void takesBackNothingTheCallerHasSeen() {
        var seen = request().header(ConsistencyToken.HEADER, "2:18");
        var response = ask(door(AnsweringLog.accepting(outcomes)), seen);
        assertThat(response.getHeaders().getFirst(ConsistencyToken.HEADER)).isEqualTo("2:18");
    }

    @Test
    void ignoresAMalformedCookieAndRefusesAMalformedHeader() {
        var cookie = request().cookie(new HttpCookie(ConsistencyToken.COOKIE, "x"));
        var response = ask(door(AnsweringLog.accepting(outcomes)), cookie);
        assertThat(response.getHeaders().getFirst(ConsistencyToken.HEADER)).isEqualTo("2:17");

        var log = new SilentLog(Mono.never());
        var problem = problemOf(door(log), request().header(ConsistencyToken.HEADER, "x"));
        assertThat(problem.getStatusCode().value()).isEqualTo(422);
        assertThat(log.appended).isEmpty();
    }

    private static String text(ResponseEntity<byte[]> response) {
        return new String(Objects.requireNonNull(response.getBody()), StandardCharsets.UTF_8);
    }
}
