package io.q2o.domain.licensing;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.q2o.schemas.licensing.RefreshToken;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The refresh tokens that follow from one activation, each the successor of the one before. Their
 * counters grow for ever: an activation goes on where the family before it ended.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
    @JsonSubTypes.Type(value = RefreshFamily.Live.class, name = "live"),
    @JsonSubTypes.Type(value = RefreshFamily.Ended.class, name = "ended")
})
sealed interface RefreshFamily {
    /** How long a replaced token may be presented again by somebody who missed the answer. */
    Duration RETRY = Duration.ofSeconds(60);

    /** The highest counter the device has had. */
    int last();

    /**
     * One token can be used, all others of the family have been replaced.
     *
     * @param first counter of the family's first token
     * @param token the one that can be used
     * @param replacedAt when the token before it was replaced by it, null if it is the first
     */
    record Live(int first, RefreshToken token, @Nullable Instant replacedAt)
            implements RefreshFamily {
        static Live startingWith(RefreshToken token) {
            return new Live(token.counter(), token, null);
        }

        @Override
        public int last() {
            return token.counter();
        }

        boolean hasReplaced(int counter) {
            return first <= counter && counter < last();
        }

        /** Whether it is the token just before the one that can be used, replaced a moment ago. */
        boolean hasJustReplaced(int counter, Instant at) {
            return hasReplaced(counter)
                    && counter == last() - 1
                    && replacedAt != null
                    && !at.isAfter(replacedAt.plus(RETRY));
        }

        boolean hasExpired(Instant at) {
            return !at.isBefore(token.expiresAt());
        }

        Live replacedBy(RefreshToken successor, Instant at) {
            return new Live(first, successor, at);
        }
    }

    /** None can be used. */
    record Ended(int last) implements RefreshFamily {}
}
