package io.q2o.domain;

import io.q2o.schemas.Position;
import java.time.Instant;

/**
 * Everything a rule may know beside the state and the command; all of it is fixed by the command's
 * place in the log.
 */
public interface Moment {
    /** Where the command stands in the log. */
    Position position();

    /** Log-append time of the command, never smaller than that of the command before it. */
    Instant at();

    /**
     * The number of the n-th entity this command makes: unique without a sequence, at most 2^53 -
     * 1.
     *
     * @param n 0 to 127
     */
    long id(int n);

    /**
     * The peppered hash of a derived secret, under the key the command names.
     *
     * @param kind what the secret is for, a one of {@link SecretKind}
     * @param id the entity it belongs to
     * @param counter how often it was rotated
     */
    String hashOf(String kind, long id, int counter);

    /** The last four characters of that secret, by which people tell it from others. */
    String lastFourOf(String kind, long id, int counter);

    /** The id of the derivation key the command names, under which its secrets are made. */
    String secretKey();
}
