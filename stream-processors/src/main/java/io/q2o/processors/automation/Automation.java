package io.q2o.processors.automation;

import io.q2o.log.EventRecord;
import reactor.core.publisher.Mono;

/**
 * Something that follows from an event by itself. May be carried out more than once for one event,
 * and must then do nothing new.
 */
public interface Automation {
    /** Stored name: of its consumer group and of the idempotency scope of its commands. */
    String name();

    /** The {@code ce_type} of the events it follows. */
    String follows();

    /** Carries it out; completes when what it did is durable. */
    Mono<Void> carryOut(EventRecord event);
}
