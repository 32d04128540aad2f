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
    void commitsNothingThatIsCommitted() throws InterruptedException {
        var pace = new CommitPace();
        var before = System.nanoTime();
        assertThat(pace.isDue(before)).isFalse();
        var decided = System.nanoTime();
        Thread.sleep(CommitPace.SHORTEST);
        assertThat(pace.isDue(decided)).isTrue();
    }
}
