package io.q2o.command.decider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CommitPaceTest {
    @Test
    void waitsLongerTheLongerCommitsTakeButNeverLongerThanReadersShouldWait() {
        assertThat(CommitPace.pause(0)).isLessThan(CommitPace.SHORTEST.toNanos());
        assertThat(CommitPace.pause(Duration.ofMillis(10).toNanos()))
                .isEqualTo(Duration.ofMillis(40).toNanos());
        assertThat(CommitPace.pause(Duration.ofSeconds(2).toNanos()))
                .isEqualTo(CommitPace.LONGEST.toNanos());
    }

    @Test
    void commitsNothingThatIsCommitted() {
        var pace = new CommitPace();
        var before = System.nanoTime();
        var later = before + Duration.ofSeconds(1).toNanos();
        pace.isDue(before, before); // as if a commit ended here
        assertThat(pace.isDue(before, later)).isFalse();
        var decided = System.nanoTime();
        assertThat(pace.isDue(decided, decided + Duration.ofSeconds(1).toNanos())).isTrue();
    }
}
