package io.q2o.domain;

import io.q2o.schemas.Event;
import io.q2o.schemas.platform.StoredTypes;

/** An event stands in the log that cannot follow what is known: a fault, never a refusal. */
public final class ImpossibleEventException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /**
     * @param state what the event met
     */
    public ImpossibleEventException(Event event, Object state) {
        super(
                StoredTypes.nameOf(event.getClass())
                        + " of "
                        + event.subject()
                        + " cannot follow "
                        + state.getClass().getSimpleName());
    }
}
