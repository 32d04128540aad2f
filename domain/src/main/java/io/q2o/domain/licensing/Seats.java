package io.q2o.domain.licensing;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.q2o.domain.Key;
import io.q2o.domain.Kind;
import io.q2o.domain.Knowledge;
import org.jspecify.annotations.Nullable;

/** How many devices of a tenant are enrolled. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Seats.Free.class, name = "free"),
    @JsonSubTypes.Type(value = Seats.Taken.class, name = "taken")
})
sealed interface Seats {
    Kind<Seats> KIND = new Kind<>("seats", Seats.class, new Free());

    static Key<Seats> key(String slug) {
        return KIND.key(slug);
    }

    /** All of them. */
    record Free() implements Seats {}

    /**
     * @param count above the limit when that was lowered meanwhile: nobody loses a seat by it
     */
    record Taken(int count) implements Seats {}

    /** Why no more device of the tenant may be enrolled, null if one may. */
    static @Nullable DeviceRefusal full(Knowledge known, String slug, Subscription subscription) {
        var limit = subscription.terms().deviceLimit();
        return limit == null || known.of(key(slug)).taken() < limit
                ? null
                : new DeviceRefusal.NoSeatLeft(limit);
    }

    private int taken() {
        return switch (this) {
            case Free() -> 0;
            case Taken(int count) -> count;
        };
    }

    default Seats oneMoreTaken() {
        return new Taken(taken() + 1);
    }

    default Seats oneGivenBack() {
        return taken() == 1 ? new Free() : new Taken(taken() - 1);
    }
}
