package io.q2o.domain.operations;

import io.q2o.domain.Decision;
import io.q2o.schemas.operations.DeadLetterId;

/**
 * What an operator is told: the projection carries the order out when it gets to it, and a list
 * that presents the token of this answer shows what is left.
 *
 * @param ordered {@code retry} or {@code discard}
 */
record DeadLetterAnswer(
        String id, String projection, String tenantSlug, String ordered, String message) {
    static Decision.Answer retry(DeadLetterId letter) {
        return ordered(
                letter,
                "retry",
                "Ordered: what is parked is applied in order, as far as it can be applied.");
    }

    static Decision.Answer discard(DeadLetterId letter) {
        return ordered(
                letter,
                "discard",
                "Ordered: the record is given up if it is the first that is parked, and what is"
                        + " behind it is applied in order.");
    }

    private static Decision.Answer ordered(DeadLetterId letter, String order, String message) {
        return _ ->
                new DeadLetterAnswer(
                        letter.toString(), letter.projection(), letter.slug(), order, message);
    }
}
