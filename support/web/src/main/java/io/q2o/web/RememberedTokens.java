package io.q2o.web;

import java.time.Clock;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import reactor.core.publisher.Mono;

/**
 * Remembers tokens that were found good until they expire: whoever calls often sends the same one,
 * and a signature takes longer to check than most reads. What is not good is never remembered. Keys
 * that are withdrawn count until the tokens they signed expire, or until the next start.
 */
final class RememberedTokens implements ReactiveJwtDecoder {
    private static final int MOST = 1024;

    private final ReactiveJwtDecoder checks;
    private final Clock clock;
    private final LinkedHashMap<String, Jwt> good = new LinkedHashMap<>(MOST, 0.75f, true);

    RememberedTokens(ReactiveJwtDecoder checks, Clock clock) {
        this.checks = checks;
        this.clock = clock;
    }

    @Override
    public Mono<Jwt> decode(String token) {
        return Mono.defer(() -> {
            var known = recall(token);
            return known != null
                    ? Mono.just(known)
                    : checks.decode(token).doOnNext(checked -> remember(token, checked));
        });
    }

    /** A token that was found good before and has not expired, null for any other. */
    @Nullable Jwt recall(String token) {
        synchronized (good) {
            var known = good.get(token);
            if (known == null || isFresh(known)) {
                return known;
            }
            good.remove(token);
            return null;
        }
    }

    private void remember(String token, Jwt checked) {
        if (!isFresh(checked)) { // tolerated for the clocks' sake, and to be judged again
            return;
        }
        synchronized (good) {
            good.put(token, checked);
            if (good.size() > MOST) {
                good.pollFirstEntry();
            }
        }
    }

    private boolean isFresh(Jwt token) {
        var end = token.getExpiresAt();
        return end != null && clock.instant().isBefore(end);
    }
}
