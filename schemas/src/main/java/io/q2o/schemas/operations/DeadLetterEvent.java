package io.q2o.schemas.operations;

import io.q2o.schemas.Event;
import io.q2o.schemas.StoredAs;

/** What was ordered about the records of a tenant that a projection has set aside. */
public sealed interface DeadLetterEvent extends Event {
    /** Whose records they are, or {@code catalogue}. */
    String slug();

    /** Stored name of the projection that carries it out. */
    String projection();

    /** Place of the record in the topic of the projection. */
    long offset();

    @Override
    default String key() {
        return slug();
    }

    @Override
    default String subject() {
        return "dead-letters/" + new DeadLetterId(projection(), slug(), offset());
    }

    /** What is set aside is to be applied, the oldest first, as far as it can be applied. */
    @StoredAs("q2o.operations.dead-letter-retried.v1")
    record DeadLetterRetried(String slug, String projection, long offset)
            implements DeadLetterEvent {}

    /** This record is given up if it is the oldest, and those behind it are to be applied. */
    @StoredAs("q2o.operations.dead-letter-discarded.v1")
    record DeadLetterDiscarded(String slug, String projection, long offset)
            implements DeadLetterEvent {}
}
