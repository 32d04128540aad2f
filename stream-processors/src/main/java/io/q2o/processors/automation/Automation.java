package io.q2o.processors.automation;

import io.q2o.log.EventRecord;
import java.util.List;
import java.util.Set;
import reactor.core.publisher.Mono;

/**
 * Something that follows from events by itself. May be carried out more than once for an event, and
 * must then do nothing new.
 */
public interface Automation {
    /** Stored name: of its consumer group and of the idempotency scope of its commands. */
    String name();

    /** The {@code ce_type}s of the events it follows. */
    Set<String> follows();

    /**
     * Carries it out; completes when what it did is durable.
     *
     * @param events of one partition, in order, at least one
     */
    Mono<Void> carryOut(List<EventRecord> events);
}
