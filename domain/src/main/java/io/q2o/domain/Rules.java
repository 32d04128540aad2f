package io.q2o.domain;

import io.q2o.schemas.Command;
import io.q2o.schemas.Event;
import io.q2o.schemas.Telemetry;
import java.util.List;

/**
 * The rules of one business: pure functions of what they are given. No clock, no chance, no look-up
 * elsewhere.
 *
 * @param <C> sealed root of its commands
 * @param <E> sealed root of its events
 */
public interface Rules<C extends Command, E extends Event> {
    /** Sealed root of the commands these rules decide. */
    Class<C> commands();

    /** Sealed root of the events these rules fold. */
    Class<E> events();

    /** Sealed roots of the telemetry these rules fold besides; none for most. */
    default List<Class<? extends Telemetry>> telemetry() {
        return List.of();
    }

    /** The kinds of things whose states these rules fold. */
    List<Kind<?>> kinds();

    /** What becomes of a command, given what is known. */
    Decision decide(Knowledge known, C command, Moment moment);

    /**
     * What is known after an event. Never refuses: what is in the log has happened; an impossible
     * event is a fault, thrown.
     *
     * @param happened log time and position of the event
     */
    void evolve(Knowledge known, E event, Moment happened, Changes changes);

    /**
     * What is known after a passing fact: changes nothing but kinds that are passing.
     *
     * @param happened log time and position of the fact
     */
    default void evolvePassing(Knowledge known, Telemetry fact, Moment happened, Changes changes) {
        throw new IllegalStateException("no rules for " + fact.getClass());
    }
}
