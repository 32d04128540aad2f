package io.q2o.domain;

import io.q2o.schemas.Event;
import java.util.List;

/** What a rule says to a command. */
public sealed interface Decision {
    /**
     * @param events in order; none when nothing had to be done
     * @param answer builds the body of the answer from what is known after the events
     * @param isCreated whether the answer shows a thing that this command brought into being
     */
    record Accepted(List<Event> events, Answer answer, boolean isCreated) implements Decision {
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

    /** A thing exists that did not. */
    static Decision created(Answer answer, Event... events) {
        return new Accepted(List.of(events), answer, true);
    }

    static Decision accepted(Answer answer, Event... events) {
        return accepted(answer, List.of(events));
    }

    static Decision accepted(Answer answer, List<Event> events) {
        return new Accepted(events, answer, false);
    }

    /** What was asked for is so already. */
    static Decision nothingToDo(Answer answer) {
        return new Accepted(List.of(), answer, false);
    }

    static Decision refused(Refusal refusal) {
        return new Refused(refusal);
    }
}
