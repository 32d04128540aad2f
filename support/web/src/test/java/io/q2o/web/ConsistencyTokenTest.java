package io.q2o.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.q2o.schemas.Position;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ConsistencyTokenTest {
    @Property(tries = 300)
    void readsBackWhatItWrites(
            @ForAll @Size(max = 16)
                    Map<@IntRange(max = 255) Integer, @LongRange(max = 1L << 37) Long> positions) {
        var token = ConsistencyToken.NONE;
        for (var entry : positions.entrySet()) {
            token =
                    token.merge(
                            ConsistencyToken.of(new Position(entry.getKey(), entry.getValue())));
        }
        assertThat(ConsistencyToken.parse(token.toHeader())).isEqualTo(token);
        assertThat(ConsistencyToken.fromCookie(token.toCookie().getValue())).isEqualTo(token);
        assertThat(token.positions()).isEqualTo(positions);
    }

    @Property(tries = 1000)
    void refusesOrReadsWhateverAStrangerSends(@ForAll String text) {
        ConsistencyToken.fromCookie(text);
        try {
            ConsistencyToken.parse(text);
        } catch (Problem problem) {
            assertThat(problem.getStatusCode().value()).isEqualTo(422);
        }
    }

    @Test
    void keepsTheLaterPositionOfEachPartition() {
        var merged =
                ConsistencyToken.parse("3:18,5:99").merge(ConsistencyToken.parse("3:7,5:100,1:1"));
        assertThat(merged.positions()).isEqualTo(Map.of(3, 18L, 5, 100L, 1, 1L));
    }

    @Test
    void forgetsTheOldestBeyondSixteen() {
        var token = ConsistencyToken.NONE;
        for (int partition = 0; partition < 20; partition++) {
            token = token.merge(ConsistencyToken.of(new Position(partition, 1)));
        }
        assertThat(token.positions()).hasSize(16).containsKey(19).doesNotContainKey(3);
    }

    @Test
    void refusesMoreThanSixteenEntriesInAHeaderAndIgnoresThemInACookie() {
        var entries = new StringBuilder("0:1");
        for (int partition = 1; partition < 17; partition++) {
            entries.append(',').append(partition).append(":1");
        }
        assertThatThrownBy(() -> ConsistencyToken.parse(entries.toString()))
                .isInstanceOf(Problem.class);
        assertThat(ConsistencyToken.fromCookie(entries.toString().replace(',', '.')).isEmpty())
                .isTrue();
    }
}
