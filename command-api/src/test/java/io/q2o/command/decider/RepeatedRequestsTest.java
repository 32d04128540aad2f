package io.q2o.command.decider;

import static org.assertj.core.api.Assertions.assertThat;

import io.q2o.log.OutcomeRecord;
import io.q2o.schemas.Command;
import io.q2o.schemas.Position;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever repeats a request under its own key gets the first answer again. */
class RepeatedRequestsTest {
    private static final Duration WEEK = Duration.ofDays(7);

    private final DecidedPartition log = DecidedPartition.empty();
    private int count;

    @AfterEach
    void close() {
        log.close();
    }

    private Appended asked(Command command, String key, String fingerprint) {
        return Appended.of(command, "request " + count++).claiming("anna", key, fingerprint);
    }

    private OutcomeRecord answer(Appended request) {
        return log.append(request).readOutcome();
    }

    @Test
    void answersARepeatedRequestWithTheSameBytes() {
        var first = answer(asked(Requests.register("acme"), "a", "print"));
        log.append(Appended.of(Requests.rename("acme", "Other"), "rename"));
        log.takeOutcomes();
        log.takeEvents();

        var repeated =
                asked(Requests.register("acme"), "a", "print").at(Appended.NOON.plusSeconds(60));
        var again = answer(repeated);

        assertThat(again.status()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.at()).isEqualTo(first.at());
        assertThat(again.keyId()).isEqualTo(first.keyId());
        assertThat(again.position()).isEqualTo(new Position(0, 2));
        assertThat(again.token()).as("of the last events").isEqualTo(new Position(0, 1));
        assertThat(log.takeEvents()).isEmpty();
    }

    @Test
    void answersARepeatedRequestWithTheSameBytesAfterARestart() {
        var first = answer(asked(Requests.register("acme"), "a", "print"));
        log.restart(null);
        assertThat(answer(asked(Requests.register("acme"), "a", "print")).body())
                .isEqualTo(first.body());
    }

    @Test
    void refusesAnotherRequestUnderTheSameKeyAndKeepsTheFirstAnswer() {
        var first = answer(asked(Requests.register("acme"), "a", "print"));
        log.takeEvents();
        var before = log.count("~");

        var other = answer(asked(Requests.register("globex"), "a", "another"));

        assertThat(other.status()).isEqualTo(422);
        assertThat(text(other)).contains("urn:q2o:problem:idempotency-key-reused");
        assertThat(log.takeEvents()).isEmpty();
        assertThat(log.count("~")).isEqualTo(before);
        assertThat(log.count("tenant/globex")).isZero();
        assertThat(answer(asked(Requests.register("acme"), "a", "print")).body())
                .isEqualTo(first.body());
    }

    @Test
    void knowsTheSameKeyOfAnotherScopeAsAnotherRequest() {
        answer(asked(Requests.register("acme"), "a", "print"));
        var other =
                Appended.of(Requests.register("globex"), "other").claiming("bert", "a", "another");
        assertThat(answer(other).status()).isEqualTo(201);
    }

    @Test
    void keepsRefusalsToo() {
        var refused = answer(asked(Requests.rename("acme", "Acme"), "a", "print"));
        assertThat(refused.status()).isEqualTo(404);
        log.append(Appended.of(Requests.register("acme"), "acme"));
        log.takeOutcomes();

        var again = answer(asked(Requests.rename("acme", "Acme"), "a", "print"));

        assertThat(again.status()).isEqualTo(404);
        assertThat(again.body()).isEqualTo(refused.body());
        assertThat(again.token()).isEqualTo(new Position(0, 1));
    }

    @Test
    void keepsNothingForRequestsWithoutAKey() {
        log.append(Appended.of(Requests.register("acme"), "one"));
        log.append(Appended.of(Requests.register("acme"), "two"));
        assertThat(log.readOutcomes()).extracting(OutcomeRecord::status).containsExactly(201, 409);
        assertThat(log.stored().keySet())
                .filteredOn(key -> !key.startsWith("code"))
                .containsExactlyInAnyOrder(
                        "tenant/acme", "subscription/acme", "~guard", "~version/acme");
    }

    @Test
    void forgetsAnAnswerSevenDaysOfLogTimeLater() {
        answer(asked(Requests.rename("acme", "Acme"), "a", "print"));
        log.append(Appended.of(Requests.register("acme"), "acme"));
        log.takeOutcomes();
        var lastMoment = Appended.NOON.plus(WEEK).minusMillis(1);

        var kept = asked(Requests.rename("acme", "Acme"), "a", "print").at(lastMoment);
        assertThat(answer(kept).status()).isEqualTo(404);
        var expired =
                asked(Requests.rename("acme", "B"), "a", "other").at(Appended.NOON.plus(WEEK));
        assertThat(answer(expired).status()).isEqualTo(200);
    }

    @Test
    void countsTheSevenDaysFromTheClaimAndNotFromItsLastRepetition() {
        answer(asked(Requests.rename("acme", "Acme"), "a", "print"));
        var late = Appended.NOON.plus(WEEK.minusDays(1));
        answer(asked(Requests.rename("acme", "Acme"), "a", "print").at(late));
        var expired = asked(Requests.register("acme"), "a", "other").at(Appended.NOON.plus(WEEK));
        assertThat(answer(expired).status()).isEqualTo(201);
    }

    @Test
    void keepsAnAnswerForSevenDaysAgainWhenItsKeyIsClaimedAnew() {
        for (int i = 0; i < 10; i++) {
            answer(asked(Requests.rename("acme", "A"), "before " + i, "x"));
        }
        answer(asked(Requests.register("acme"), "a", "print"));
        var anew = Appended.NOON.plus(WEEK);
        var second = answer(asked(Requests.rename("acme", "B"), "a", "other").at(anew));
        assertThat(second.status()).isEqualTo(200);
        for (int i = 0; i < 20; i++) {
            answer(asked(Requests.rename("acme", "C" + i), "other " + i, "x").at(anew));
        }

        var end = anew.plus(WEEK).minusMillis(1);
        assertThat(answer(asked(Requests.rename("acme", "B"), "a", "other").at(end)).body())
                .isEqualTo(second.body());
    }

    @Test
    void sweepsWhatHasExpiredOutOfTheStore() {
        for (int i = 0; i < 30; i++) {
            var scope = "caller " + i % 3;
            log.append(
                    Appended.of(Requests.rename("acme", "A"), "old " + i)
                            .claiming(scope, "key " + i, "print")
                            .at(Appended.NOON.plusSeconds(i)));
        }
        assertThat(log.count("~answer/")).isEqualTo(30);
        assertThat(log.count("~claims/")).isEqualTo(30);
        var later = Appended.NOON.plus(WEEK).plusSeconds(30);
        for (int i = 0; i < 10; i++) {
            log.append(asked(Requests.rename("acme", "A"), "new " + i, "print").at(later));
        }
        assertThat(log.count("~answer/")).isEqualTo(10);
        assertThat(log.count("~claims/")).isEqualTo(10);
        assertThat(log.count("~queue/")).isEqualTo(10);
        assertThat(log.count("~scope/")).isEqualTo(1);
    }

    @Test
    void keepsTenThousandAnswersAScopeAndLetsTheOldestGo() {
        assertThat(Claims.MOST).isEqualTo(10_000);
        assertThat(Claims.KEPT).isEqualTo(WEEK);
        for (int i = 0; i < Claims.MOST; i++) {
            log.append(asked(Requests.rename("acme", "A"), "key " + i, "print"));
        }
        log.append(
                Appended.of(Requests.rename("acme", "A"), "bert").claiming("bert", "k", "print"));
        assertThat(log.count("~answer/anna\n")).isEqualTo(10_000);
        log.append(Appended.of(Requests.register("acme"), "acme"));
        log.takeOutcomes();
        var oldest = asked(Requests.rename("acme", "A"), "key 0", "print");
        assertThat(answer(oldest).status()).as("the oldest is still there").isEqualTo(404);

        assertThat(answer(asked(Requests.rename("acme", "A"), "one more", "print")).status())
                .isEqualTo(200);

        assertThat(log.count("~answer/anna\n")).isEqualTo(10_000);
        assertThat(log.count("~queue/anna\n")).isEqualTo(10_000);
        assertThat(log.count("~answer/bert\n")).isEqualTo(1);
        assertThat(answer(asked(Requests.rename("acme", "A"), "key 1", "print")).status())
                .as("the second oldest is still there")
                .isEqualTo(404);
        assertThat(answer(asked(Requests.rename("acme", "A"), "key 0", "print")).status())
                .as("the oldest has left")
                .isEqualTo(200);
    }

    @Test
    void forgetsForGoodEvenIfTheClockOfABrokerGoesBack() {
        answer(asked(Requests.rename("acme", "Acme"), "a", "print"));
        log.append(Appended.of(Requests.register("acme"), "acme").at(Appended.NOON.plus(WEEK)));
        log.takeOutcomes();
        var again = answer(asked(Requests.rename("acme", "Acme"), "a", "print"));
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.at()).isEqualTo(Appended.NOON.plus(WEEK));
    }

    private static String text(OutcomeRecord outcome) {
        return new String(outcome.body(), StandardCharsets.UTF_8);
    }
}
