package io.q2o.domain.licensing;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.q2o.domain.Key;
import io.q2o.domain.Kind;
import java.time.Duration;
import java.time.Instant;

/** When a device was last seen, as far as that was noted. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Sighting.Absent.class, name = "absent"),
    @JsonSubTypes.Type(value = Sighting.Noted.class, name = "noted")
})
sealed interface Sighting {
    Kind<Sighting> KIND = Kind.passing("device-sighting", Sighting.class, new Absent());

    static Key<Sighting> key(long deviceId) {
        return KIND.key(Long.toString(deviceId));
    }

    record Absent() implements Sighting {}

    record Noted(Instant at) implements Sighting {}

    /** Whether it is at least that old, or there is none. */
    default boolean isOlderThan(Duration age, Instant now) {
        return switch (this) {
            case Absent() -> true;
            case Noted(var at) -> !now.isBefore(at.plus(age));
        };
    }
}
