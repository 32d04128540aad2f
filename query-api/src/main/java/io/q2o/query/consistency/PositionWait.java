package io.q2o.query.consistency;

import io.q2o.schemas.Position;
import io.q2o.web.ConsistencyToken;
import io.q2o.web.Problem;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * What every query does first: wait until the read model has got to what its caller has seen, named
 * by the header {@value ConsistencyToken#HEADER} or the cookie {@value ConsistencyToken#COOKIE}. No
 * connection is held meanwhile, and when the position is known already nothing is asked at all.
 */
@Component
public final class PositionWait {
    /** Says {@value #STALE} or {@value #PARKED} where an answer may lack what its caller did. */
    public static final String CONSISTENCY = "Consistency";

    private static final String STALE = "stale";
    private static final String PARKED = "parked";
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final KnownPositions known;
    private final PositionListener listener;
    private final ConsistencyProperties properties;
    private final LogShape log;

    PositionWait(
            KnownPositions known,
            PositionListener listener,
            ConsistencyProperties properties,
            LogShape log) {
        this.known = known;
        this.listener = listener;
        this.properties = properties;
        this.log = log;
    }

    /**
     * Completes when a query on this projection may run.
     *
     * @return what was waited for, {@link ConsistencyToken#NONE} without a token; fails with 422
     *     for an unreadable or impossible header, with 503 when the header's position is not
     *     reached in time. When only the cookie's is not, the answer is marked as stale.
     */
    public Mono<ConsistencyToken> before(ServerWebExchange exchange, Projection projection) {
        return before(exchange, projection, null);
    }

    /**
     * The same for a caller who has seen one position more, since its access token was made there.
     * When that is not reached in time, the answer is marked as stale: a signature is as good as a
     * row, and no fresh token is refused.
     */
    public Mono<ConsistencyToken> before(
            ServerWebExchange exchange, Projection projection, @Nullable Position also) {
        return Mono.defer(() -> {
            var demanded = header(exchange);
            var seen = cookie(exchange).merge(ConsistencyToken.of(also)).merge(demanded);
            if (known.have(projection, seen.positions())) {
                return Mono.just(seen);
            }
            return reached(projection, seen)
                    .onErrorResume(
                            TimeoutException.class, _ -> late(exchange, projection, demanded))
                    .thenReturn(seen);
        });
    }

    /** Marks the answer: commands of a tenant it shows could not be applied and are parked. */
    public static void markParked(ServerWebExchange exchange) {
        exchange.getResponse().getHeaders().set(CONSISTENCY, PARKED);
    }

    /**
     * Whether the read model has got so far. Asked before a query, it tells what a row that is
     * missing means.
     */
    public boolean isReached(Projection projection, ConsistencyToken token) {
        return known.have(projection, token.positions());
    }

    /** Says that the read model has not got to a position in time: 503, nothing was done. */
    public static Problem behind(ConsistencyToken token) {
        return Problem.unavailable(
                "not-caught-up",
                ConsistencyToken.HEADER
                        + ": the read model has not got to "
                        + token.toHeader()
                        + " in time; try again.",
                RETRY_AFTER);
    }

    private Mono<Void> reached(Projection projection, ConsistencyToken token) {
        if (known.waiting() >= properties.mostWaiting()) {
            return Mono.error(new TimeoutException("too many wait"));
        }
        return Mono.when(
                        known.reach(projection, token.positions()),
                        Mono.fromRunnable(listener::readAgain))
                .timeout(properties.waitLimit());
    }

    private Mono<Void> late(
            ServerWebExchange exchange, Projection projection, ConsistencyToken demanded) {
        if (!known.have(projection, demanded.positions())) {
            return Mono.error(behind(demanded));
        }
        exchange.getResponse().getHeaders().set(CONSISTENCY, STALE);
        return Mono.empty();
    }

    private ConsistencyToken header(ServerWebExchange exchange) {
        var lines = exchange.getRequest().getHeaders().get(ConsistencyToken.HEADER);
        if (lines == null) {
            return ConsistencyToken.NONE;
        }
        var token = ConsistencyToken.parse(String.join(",", lines));
        if (!isPossible(token)) {
            throw Problem.of(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "impossible-consistency-token",
                    ConsistencyToken.HEADER
                            + " names a partition that is not there; there are "
                            + log.partitions()
                            + ".");
        }
        return token;
    }

    private ConsistencyToken cookie(ServerWebExchange exchange) {
        var cookies = exchange.getRequest().getCookies().get(ConsistencyToken.COOKIE);
        if (cookies == null) {
            return ConsistencyToken.NONE;
        }
        var merged = ConsistencyToken.NONE;
        for (var cookie : cookies) {
            var token = ConsistencyToken.fromCookie(cookie.getValue());
            if (token.isEmpty() || !isPossible(token)) {
                forget(exchange);
            } else {
                merged = merged.merge(token);
            }
        }
        return merged;
    }

    private boolean isPossible(ConsistencyToken token) {
        return token.positions().keySet().stream().allMatch(it -> it < log.partitions());
    }

    /** An unreadable cookie is overwritten by one that ends at once. */
    private static void forget(ServerWebExchange exchange) {
        exchange.getResponse()
                .getHeaders()
                .set(
                        HttpHeaders.SET_COOKIE,
                        ResponseCookie.from(ConsistencyToken.COOKIE, "")
                                .path("/")
                                .httpOnly(true)
                                .sameSite("Lax")
                                .maxAge(0)
                                .build()
                                .toString());
    }
}
