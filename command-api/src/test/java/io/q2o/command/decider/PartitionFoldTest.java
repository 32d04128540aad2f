package io.q2o.command.decider;

import static org.assertj.core.api.Assertions.assertThat;

import io.q2o.domain.platform.PlatformRules;
import io.q2o.log.OutcomeRecord;
import io.q2o.schemas.Position;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is remembered anew when only the later outcomes are still there, or none. */
class PartitionFoldTest {
    private final DecidedPartition log = DecidedPartition.empty();
    private final PartitionFold fold = new PartitionFold(PlatformRules.book());
    private Instant at = Appended.NOON;

    @AfterEach
    void close() {
        log.close();
    }

    private OutcomeRecord answer(String name, String fingerprint) {
        at = at.plus(Duration.ofSeconds(1));
        return log.append(
                        Appended.of(Requests.register("acme"), name)
                                .claiming("anna", "key", fingerprint)
                                .at(at))
                .readOutcome();
    }

    @Test
    void keepsTheFirstAnswerUnderAKey() {
        fold.fold(answer("first", "print"), at);
        assertThat(fold.answers()).isEqualTo(1);
        fold.fold(answer("again", "print"), at);
        fold.fold(answer("other", "another print"), at);
        assertThat(fold.answers()).isEqualTo(1);
    }

    @Test
    void keepsNoAnswerThatOnlyRepeatsOneThatIsGone() {
        answer("first, whose outcome is gone", "print");
        fold.fold(answer("again", "print"), at);
        assertThat(fold.answers()).isZero();
    }

    @Test
    void keepsNoRefusalOfAKeyThatWasUsedForSomethingThatIsGone() {
        answer("first, whose outcome is gone", "print");
        fold.fold(answer("other", "another print"), at);
        assertThat(fold.answers()).isZero();
    }

    @Test
    void goesOnAfterTheLastEventWithoutAnyOutcome() {
        answer("first", "print");
        log.readEvents().forEach(fold::fold);
        assertThat(fold.last())
                .isEqualTo(new PartitionFold.Decided(new Position(0, 0), Appended.idOf("first")));
        assertThat(fold.at()).isEqualTo(at);
    }

    @Test
    void leavesAPartitionOfWhichNothingIsKnownEmpty() {
        assertThat(fold.entries(0, 7)).isEmpty();
        assertThat(fold.entries(3, 7)).containsOnlyKeys("~guard");
    }
}
