package io.q2o.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import reactor.core.publisher.Mono;

class RememberedTokensTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final AtomicInteger checked = new AtomicInteger();
    private final Hand clock = new Hand();
    private final RememberedTokens tokens =
            new RememberedTokens(
                    token -> {
                        checked.incrementAndGet();
                        return token.startsWith("bad")
                                ? Mono.error(new BadJwtException("bad"))
                                : Mono.just(
                                        Jwt.withTokenValue(token)
                                                .header("alg", "RS256")
                                                .expiresAt(
                                                        START.plusSeconds(
                                                                token.startsWith("long")
                                                                        ? 86_400
                                                                        : 60))
                                                .build());
                    },
                    clock);

    private static final class Hand extends Clock {
        private Instant now = START;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @Test
    void checksAGoodTokenOnce() {
        for (int i = 0; i < 3; i++) {
            assertThat(tokens.decode("good").blockOptional()).isPresent();
        }
        tokens.decode("other").block();
        assertThat(checked).hasValue(2);
    }

    @Test
    void checksABadTokenEachTime() {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> tokens.decode("bad").block())
                    .isInstanceOf(BadJwtException.class);
        }
        assertThat(checked).hasValue(3);
    }

    @Test
    void checksAnewOnceATokenHasExpired() {
        tokens.decode("good").block();
        clock.now = START.plus(Duration.ofSeconds(59));
        tokens.decode("good").block();
        assertThat(checked).hasValue(1);
        clock.now = START.plus(Duration.ofSeconds(60));
        tokens.decode("good").block();
        tokens.decode("good").block();
        assertThat(checked).hasValue(3);
    }

    @Test
    void checksAnewAfterAWhileHoweverLongATokenIsGood() {
        tokens.decode("long").block();
        clock.now = START.plus(RememberedTokens.LONGEST).minusSeconds(1);
        tokens.decode("long").block();
        assertThat(checked).hasValue(1);
        clock.now = START.plus(RememberedTokens.LONGEST);
        tokens.decode("long").block();
        assertThat(checked).hasValue(2);
    }

    @Test
    void remembersOnlySoMany() {
        var more = 100;
        for (int i = 0; i < RememberedTokens.MOST + more; i++) {
            tokens.decode("good-" + i).block();
        }
        var first = checked.get();
        for (int i = 0; i < RememberedTokens.MOST + more; i++) {
            tokens.decode("good-" + i).block();
        }
        assertThat(first).isEqualTo(RememberedTokens.MOST + more);
        assertThat(checked.get() - first).isBetween(more, first);
    }
}
