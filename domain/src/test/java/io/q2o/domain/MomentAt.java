package io.q2o.domain;

import io.q2o.schemas.Position;
import java.time.Instant;

/** The moment of a command at a place in the log. */
public record MomentAt(Position position, Instant at) implements Moment {
    @Override
    public long id(int n) {
        return position.entityId(n);
    }

    @Override
    public String hashOf(String kind, long id, int counter) {
        return kind + "-" + id + "-" + counter;
    }
}
