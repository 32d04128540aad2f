package io.q2o.domain;

import io.q2o.schemas.Position;
import java.time.Instant;

/**
 * The moment of a command at a place in the log.
 *
 * @param secretKey id of the key whose secrets hash to words that name what they are made of
 */
public record MomentAt(Position position, Instant at, String secretKey) implements Moment {
    public MomentAt(Position position, Instant at) {
        this(position, at, "s1");
    }

    @Override
    public long id(int n) {
        return position.entityId(n);
    }

    @Override
    public String hashOf(String kind, long id, int counter) {
        return hash(secretKey, kind, id, counter);
    }

    /** The hash of a secret under any key. */
    public static String hash(String secretKey, String kind, long id, int counter) {
        return secretKey + "-" + kind + "-" + id + "-" + counter;
    }

    @Override
    public String lastFourOf(String kind, long id, int counter) {
        return "%04d".formatted(id % 10_000);
    }
}
