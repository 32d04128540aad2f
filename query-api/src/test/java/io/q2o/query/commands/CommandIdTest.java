package io.q2o.query.commands;

import static org.assertj.core.api.Assertions.assertThat;

import io.q2o.schemas.Position;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class CommandIdTest {
    @Property
    void readsEveryIdThatIsHandedOut(
            @ForAll @IntRange(max = 255) int partition,
            @ForAll @LongRange(min = 0, max = (1L << 38) - 2) long offset) {
        var position = new Position(partition, offset);
        assertThat(CommandsEndpoint.position(position.commandId(), 256)).contains(position);
        assertThat(CommandsEndpoint.position(position.commandId(), partition)).isEmpty();
    }

    @Property
    void readsNothingElse(@ForAll @CharRange(from = '0', to = '9') @Chars({'-', ' '}) String text) {
        CommandsEndpoint.position(text, 6)
                .ifPresent(position -> assertThat(position.commandId()).isEqualTo(text));
    }

    @Property
    void neverFailsOnWhatAStrangerSends(@ForAll String text) {
        assertThat(CommandsEndpoint.position(text, 6)).isEmpty();
    }
}
