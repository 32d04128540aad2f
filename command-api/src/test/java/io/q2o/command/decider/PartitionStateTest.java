package io.q2o.command.decider;

import static org.assertj.core.api.Assertions.assertThat;

import io.q2o.domain.Kind;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PartitionStateTest {
    private static final Kind<Thing> THINGS = new Kind<>("thing", Thing.class, new Thing(""));

    private final Map<String, byte[]> entries = new HashMap<>();
    private final PartitionState state = new PartitionState(entries);

    record Thing(String name) {}

    private void store(String id, String name) {
        entries.put("thing/" + id, PartitionState.bytesOf(THINGS.key(id), new Thing(name)));
    }

    @Test
    void readsTheSameBytesOnce() {
        store("1", "one");
        var first = state.of(THINGS.key("1"));
        assertThat(first).isEqualTo(new Thing("one"));
        assertThat(state.of(THINGS.key("1"))).isSameAs(first);
        assertThat(state.draft().of(THINGS.key("1"))).isSameAs(first);
    }

    @Test
    void knowsWhatWasStoredSince() {
        store("1", "one");
        state.of(THINGS.key("1"));
        store("1", "two");
        assertThat(state.of(THINGS.key("1"))).isEqualTo(new Thing("two"));
        var draft = state.draft();
        draft.put(THINGS.key("1"), new Thing("three"));
        draft.serialise();
        assertThat(state.of(THINGS.key("1"))).isEqualTo(new Thing("two"));
        draft.keep();
        assertThat(state.of(THINGS.key("1"))).isEqualTo(new Thing("three"));
        entries.clear();
        assertThat(state.of(THINGS.key("1"))).isEqualTo(THINGS.absent());
    }

    @Test
    void tellsThingsApartWhenThereAreMoreThanItRemembers() {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 1_000; i++) {
                store("" + i, "thing " + i + " of " + round);
            }
            for (int i = 0; i < 1_000; i++) {
                assertThat(state.of(THINGS.key("" + i)))
                        .isEqualTo(new Thing("thing " + i + " of " + round));
            }
        }
    }
}
