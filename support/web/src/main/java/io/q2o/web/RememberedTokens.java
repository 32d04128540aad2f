package io.q2o.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import reactor.core.publisher.Mono;

/**
 * Remembers tokens that were found good for {@link #LONGEST} and not beyond their expiry: whoever
 * calls often sends the same one, and a signature takes longer to check than most reads. What is
 * not good is never remembered. A key that is withdrawn counts for as long at most.
 */
final class RememberedTokens implements ReactiveJwtDecoder {
    static final Duration LONGEST = Duration.ofMinutes(5);
    static final int MOST = 4096;

    private final ReactiveJwtDecoder checks;
    private final Clock clock;
    private final Cache<String, Jwt> good;

    RememberedTokens(ReactiveJwtDecoder checks, Clock clock) {
        this.checks = checks;
        this.clock = clock;
        good =
                Caffeine.newBuilder()
                        .maximumSize(MOST)
                        .expireAfter(Expiry.<String, Jwt>writing((_, token) -> rest(token)))
                        .ticker(() -> Duration.between(Instant.EPOCH, clock.instant()).toNanos())
                        .executor(Runnable::run)
                        .build();
    }

    @Override
    public Mono<Jwt> decode(String token) {
        var known = good.getIfPresent(token);
        return known != null ? Mono.just(known) : checks.decode(token).doOnNext(this::remember);
    }

    private void remember(Jwt checked) {
        // what is tolerated for the clocks' sake is to be judged again
        if (rest(checked).isPositive()) {
            good.put(checked.getTokenValue(), checked);
        }
    }

    /** How long it may be remembered from now on. */
    private Duration rest(Jwt token) {
        var end = token.getExpiresAt();
        if (end == null) {
            return Duration.ZERO;
        }
        var left = Duration.between(clock.instant(), end);
        return left.compareTo(LONGEST) < 0 ? left : LONGEST;
    }
}
