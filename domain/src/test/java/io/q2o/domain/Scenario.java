package io.q2o.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.q2o.domain.platform.PlatformRules;
import io.q2o.schemas.Command;
import io.q2o.schemas.Event;
import io.q2o.schemas.Position;
import io.q2o.schemas.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Given events, when a command, then events, nothing or a refusal. The events of an accepted
 * command are folded, so that a scenario can go on.
 */
public final class Scenario {
    public static final Instant GIVEN_AT = Instant.parse("2026-03-01T10:00:00Z");
    public static final Instant WHEN_AT = Instant.parse("2026-03-01T11:30:00.250Z");

    /** The key that secrets of commands are derived from. */
    public static final String SECRET_KEY = "s1";

    private static final int PARTITION = 2;
    private static final long FIRST_OFFSET = 9;

    /** The number of the first entity that the first command makes. */
    public static final long NEW_ID = newId(1);

    private final RuleBook rules = PlatformRules.book();
    private final MemoryPartition partition = new MemoryPartition();
    private Moment moment = new MomentAt(new Position(PARTITION, FIRST_OFFSET - 1), WHEN_AT);
    private long commands;
    private Decision decision = Decision.nothingToDo(_ -> "no command yet");

    private Scenario() {}

    /** The number of the first entity that the n-th command makes, from 1. */
    public static long newId(int n) {
        return position(n).entityId(0);
    }

    public static Scenario given(Event... events) {
        return new Scenario().and(events);
    }

    public static Scenario given(List<? extends Event> events) {
        return given(events.toArray(Event[]::new));
    }

    /** Further events, given before any command. */
    public Scenario and(Event... events) {
        tell(List.of(events), new MomentAt(new Position(PARTITION, 1), GIVEN_AT));
        return this;
    }

    /** The commands from now on come that much after {@link #WHEN_AT}. */
    public Scenario after(Duration time) {
        return at(WHEN_AT.plus(time));
    }

    /** The commands from now on come at that instant. */
    public Scenario at(Instant at) {
        moment = new MomentAt(new Position(PARTITION, FIRST_OFFSET), at, moment.secretKey());
        return this;
    }

    /** The commands from now on name that key. */
    public Scenario underKey(String secretKey) {
        moment = new MomentAt(new Position(PARTITION, FIRST_OFFSET), moment.at(), secretKey);
        return this;
    }

    private void tell(List<? extends Event> events, Moment happened) {
        events.forEach(event -> partition.tell(rules, event, happened));
    }

    /** Where the n-th command stands, from 1. */
    public static Position position(int n) {
        return new Position(PARTITION, FIRST_OFFSET + n - 1);
    }

    public Scenario when(Command command) {
        moment =
                new MomentAt(
                        new Position(PARTITION, FIRST_OFFSET + commands++),
                        moment.at(),
                        moment.secretKey());
        decision = rules.decide(partition, command, moment);
        switch (decision) {
            case Decision.Accepted accepted -> {
                tell(accepted.events(), moment);
                tell(accepted.telemetry(), moment);
            }
            case Decision.Refused refused -> tell(refused.events(), moment);
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

    /** Accepted with nothing but these passing facts. */
    public Scenario thenNoted(Telemetry... telemetry) {
        assertThat(decision)
                .isInstanceOfSatisfying(
                        Decision.Accepted.class,
                        accepted -> {
                            assertThat(accepted.events()).isEmpty();
                            assertThat(accepted.telemetry()).containsExactly(telemetry);
                            assertThat(accepted.isCreated()).isFalse();
                        });
        return this;
    }

    private Scenario then(boolean isCreated, Event... events) {
        assertThat(decision)
                .isInstanceOfSatisfying(
                        Decision.Accepted.class,
                        accepted -> {
                            assertThat(accepted.events()).containsExactly(events);
                            assertThat(accepted.telemetry()).isEmpty();
                            assertThat(accepted.isCreated()).isEqualTo(isCreated);
                        });
        return this;
    }

    /** Refused, with exactly these events because of it. */
    public Scenario thenRefused(Refusal refusal, Event... events) {
        assertThat(decision).isEqualTo(new Decision.Refused(refusal, List.of(events)));
        return this;
    }

    /** What the accepted command answers. */
    public Scenario answering(Object answer) {
        assertThat(answer()).isEqualTo(answer);
        return this;
    }

    /** What the accepted command led to. */
    public List<Event> events() {
        assertThat(decision).isInstanceOf(Decision.Accepted.class);
        return ((Decision.Accepted) decision).events();
    }

    public Object answer() {
        assertThat(decision).isInstanceOf(Decision.Accepted.class);
        return ((Decision.Accepted) decision).answer().from(partition);
    }
}
