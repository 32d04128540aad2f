package io.q2o.schemas.operations;

import io.q2o.schemas.Command;
import io.q2o.schemas.StoredAs;

/** What can be ordered about the records of a tenant that a projection has set aside. */
public sealed interface DeadLetterCommand extends Command {
    /** Whose records they are, or {@code catalogue}. */
    String slug();

    /** Stored name of the projection. */
    String projection();

    /** Place of the record in the topic of the projection. */
    long offset();

    @Override
    default String key() {
        return slug();
    }

    /** The record that is meant. */
    default DeadLetterId letter() {
        return new DeadLetterId(projection(), slug(), offset());
    }

    /** Apply what is set aside, the oldest first, as far as it can be applied by now. */
    @StoredAs("q2o.command.operations.retry-dead-letter.v1")
    record RetryDeadLetter(String slug, String projection, long offset)
            implements DeadLetterCommand {}

    /** Give up this record, if it is the oldest, and apply those behind it. */
    @StoredAs("q2o.command.operations.discard-dead-letter.v1")
    record DiscardDeadLetter(String slug, String projection, long offset)
            implements DeadLetterCommand {}
}
