package io.q2o.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTest {
    private static final long LAST_OFFSET = (1L << 38) - 2;

    @ParameterizedTest
    @CsvSource({"0,0", "0,1", "5,18234", "255,0", "255,274877906942"})
    void isFoundInTheIdsMadeThere(int partition, long offset) {
        var position = new Position(partition, offset);
        for (int n : new int[] {0, 1, 127}) {
            assertThat(Position.ofEntity(position.entityId(n))).isEqualTo(position);
        }
        assertThat(position.entityId(1)).isEqualTo(position.entityId(0) + 1);
    }

    @Test
    void makesIdsThatJsonNumbersHold() {
        assertThat(new Position(0, 0).entityId(0)).isEqualTo(32_768);
        assertThat(new Position(255, LAST_OFFSET).entityId(127)).isEqualTo((1L << 53) - 1);
    }

    @Test
    void readsWhatItWrites() {
        var position = new Position(3, 18_234);
        assertThat(Position.parse(position.toString())).isEqualTo(position);
        assertThat(position.toString()).isEqualTo("3:18234");
        assertThat(position.commandId()).isEqualTo("3-18234");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "3",
                "3:",
                ":5",
                "3:5:7",
                "-1:5",
                "3:-5",
                "256:0",
                "3:274877906943",
                "a:b",
                "3:99999999999999999999",
                " 3:5"
            })
    void refusesWhatIsNoPosition(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Position.parse(text));
    }

    @Test
    void refusesMoreEntitiesThanACommandMayMake() {
        var position = new Position(0, 0);
        assertThatIllegalArgumentException().isThrownBy(() -> position.entityId(128));
        assertThatIllegalArgumentException().isThrownBy(() -> position.entityId(-1));
    }
}
