package io.q2o.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.q2o.schemas.Command;
import io.q2o.schemas.Event;
import io.q2o.schemas.Position;
import java.time.Instant;
import java.util.List;

/**
 * Given events, when a command, then events, nothing or a refusal. The events of an accepted
 * command are folded, so that a scenario can go on.
 */
public final class Scenario {
    public static final Instant GIVEN_AT = Instant.parse("2026-03-01T10:00:00Z");
    public static final Instant WHEN_AT = Instant.parse("2026-03-01T11:30:00.250Z");

    private static final Position WHEN = new Position(2, 9);

    /** The number of the first entity that the command makes. */
    public static final long NEW_ID = WHEN.entityId(0);

    private final RuleBook rules = RuleBook.all();
    private final MemoryPartition partition = new MemoryPartition();
    private Decision decision = Decision.nothingToDo(_ -> "no command yet");

    private Scenario() {}

    public static Scenario given(Event... events) {
        var scenario = new Scenario();
        scenario.tell(List.of(events), new MomentAt(new Position(2, 1), GIVEN_AT));
        return scenario;
    }

    private void tell(List<Event> events, Moment happened) {
        events.forEach(event -> partition.tell(rules, event, happened));
    }

    public Scenario when(Command command) {
        var moment = new MomentAt(WHEN, WHEN_AT);
        decision = rules.decide(partition, command, moment);
        if (decision instanceof Decision.Accepted accepted) {
            tell(accepted.events(), moment);
        }
        return this;
    }

    /** Accepted with exactly these events, and something new to show. */
    public Scenario thenCreated(Event... events) {
        return then(true, events);
    }

    /** Accepted with exactly these events. */
    public Scenario then(Event... events) {
        return then(false, events);
    }

    public Scenario thenNothing() {
        return then(false);
    }

    private Scenario then(boolean isCreated, Event... events) {
        assertThat(decision)
                .isInstanceOfSatisfying(
                        Decision.Accepted.class,
                        accepted -> {
                            assertThat(accepted.events()).containsExactly(events);
                            assertThat(accepted.isCreated()).isEqualTo(isCreated);
                        });
        return this;
    }

    public Scenario thenRefused(Refusal refusal) {
        assertThat(decision).isEqualTo(new Decision.Refused(refusal));
        return this;
    }

    /** What the accepted command answers. */
    public Scenario answering(Object answer) {
        assertThat(answer()).isEqualTo(answer);
        return this;
    }

    public Object answer() {
        assertThat(decision).isInstanceOf(Decision.Accepted.class);
        return ((Decision.Accepted) decision).answer().from(partition);
    }
}
