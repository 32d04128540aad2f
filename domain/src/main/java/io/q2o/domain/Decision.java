package io.q2o.domain;

import io.q2o.schemas.Event;
import io.q2o.schemas.Telemetry;
import java.util.List;

/** What a rule says to a command. */
public sealed interface Decision {
    /**
     * @param events in order; none when nothing had to be done
     * @param telemetry passing facts, none for most
     * @param answer builds the body of the answer from what is known after the events
     * @param isCreated whether the answer shows a thing that this command brought into being
     */
    record Accepted(List<Event> events, List<Telemetry> telemetry, Answer answer, boolean isCreated)
            implements Decision {
        public Accepted {
            events = lasting(events);
            telemetry = List.copyOf(telemetry);
        }
    }

    /**
     * What was asked for does not happen.
     *
     * @param events what happens because it was asked for, nothing for most
     */
    record Refused(Refusal refusal, List<Event> events) implements Decision {
        public Refused {
            events = lasting(events);
        }
    }

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
        return created(answer, List.of(events));
    }

    static Decision created(Answer answer, List<Event> events) {
        return new Accepted(events, List.of(), answer, true);
    }

    static Decision accepted(Answer answer, Event... events) {
        return accepted(answer, List.of(events));
    }

    static Decision accepted(Answer answer, List<Event> events) {
        return new Accepted(events, List.of(), answer, false);
    }

    /** What was asked for is so already. */
    static Decision nothingToDo(Answer answer) {
        return accepted(answer, List.of());
    }

    /** Nothing changes that lasts. */
    static Decision noted(Answer answer, Telemetry... telemetry) {
        return new Accepted(List.of(), List.of(telemetry), answer, false);
    }

    static Decision refused(Refusal refusal) {
        return new Refused(refusal, List.of());
    }

    /** Refused, and the attempt itself is a fact that has consequences. */
    static Decision refused(Refusal refusal, Event... events) {
        return new Refused(refusal, List.of(events));
    }

    private static List<Event> lasting(List<Event> events) {
        for (var event : events) {
            if (event instanceof Telemetry) {
                throw new IllegalArgumentException("telemetry among events: " + event);
            }
        }
        return List.copyOf(events);
    }
}
