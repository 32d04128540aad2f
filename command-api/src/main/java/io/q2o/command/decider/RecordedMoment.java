package io.q2o.command.decider;

import io.q2o.command.secrets.DerivedSecrets;
import io.q2o.domain.Moment;
import io.q2o.schemas.Position;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The moment of a command, made of its record alone. */
record RecordedMoment(Instant at, Position position, @Nullable String keyId, DerivedSecrets secrets)
        implements Moment {
    private static final int SHOWN = 4;

    @Override
    public long id(int n) {
        return position.entityId(n);
    }

    @Override
    public String hashOf(String kind, long id, int counter) {
        return secrets.hash(secretKey(), secrets.text(secretKey(), kind, id, counter));
    }

    @Override
    public String lastFourOf(String kind, long id, int counter) {
        var text = secrets.text(secretKey(), kind, id, counter);
        return text.substring(text.length() - SHOWN);
    }

    @Override
    public String secretKey() {
        if (keyId == null) {
            throw new IllegalStateException("the command names no derivation key");
        }
        return keyId;
    }
}
