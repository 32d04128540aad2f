package io.q2o.domain;

import io.q2o.schemas.Event;
import java.util.List;

/** What a rule says to a command. */
public sealed interface Decision {
    /**
     * @param isCreated whether something new is there, so that the answer is a 201
     * @param events in order; none when nothing had to be done
     * @param answer builds the body of the answer from what is known after the events
     */
    record Accepted(boolean isCreated, List<Event> events, Answer answer) implements Decision {
        public Accepted {
            events = List.copyOf(events);
        }
    }

    /** Nothing changes. */
    record Refused(Refusal refusal) implements Decision {}

    /**
     * Builds the body of an answer: a record that serialises to the JSON that callers get, personal
     * fields as {@link io.q2o.schemas.Sealed}.
     */
    @FunctionalInterface
    interface Answer {
        Object from(Knowledge after);
    }

    static Decision accepted(Answer answer, Event... events) {
        return new Accepted(false, List.of(events), answer);
    }

    static Decision accepted(Answer answer, List<? extends Event> events) {
        return new Accepted(false, List.copyOf(events), answer);
    }

    static Decision created(Answer answer, Event... events) {
        return new Accepted(true, List.of(events), answer);
    }

    static Decision refused(Refusal refusal) {
        return new Refused(refusal);
    }
}
