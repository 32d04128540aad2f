package io.q2o.web;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Lets strangers ask so much and no more, before anything else is done for them: one bucket an
 * address for all that strangers may call. Behind a trusted proxy the address is the last one it
 * forwards that is not itself a trusted proxy's; from anyone else forwarded addresses are just
 * words. Of IPv6 the first 64 bits count, which is what one customer gets.
 */
final class StrangerLimit implements WebFilter, Ordered {
    private static final int MOST_ADDRESSES = 200_000;
    private static final String FORWARDED_FOR = "X-Forwarded-For";

    private final StrangerSettings settings;
    private final AddressRanges proxies;
    private final AddressRanges portals;
    private final JsonMapper json;
    private final TimeMeter time;
    private final LoadingCache<InetAddress, Bucket> buckets;

    StrangerLimit(StrangerSettings settings, JsonMapper json) {
        this(settings, json, TimeMeter.SYSTEM_MILLISECONDS);
    }

    StrangerLimit(StrangerSettings settings, JsonMapper json, TimeMeter time) {
        this.settings = settings;
        this.json = json;
        this.time = time;
        proxies = new AddressRanges("q2o.strangers.trusted-proxies", settings.trustedProxies());
        portals = new AddressRanges("q2o.strangers.portals", settings.portals());
        // who has been away until the bucket is full again is as good as new
        var full = Duration.ofSeconds(1L + settings.burst() / settings.perSecond());
        buckets =
                Caffeine.newBuilder()
                        .maximumSize(MOST_ADDRESSES)
                        .expireAfterAccess(full)
                        .build(_ -> bucket());
    }

    private Bucket bucket() {
        return Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(limit ->
                        limit.capacity(settings.burst())
                                .refillGreedy(settings.perSecond(), Duration.ofSeconds(1)))
                .build();
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        var request = exchange.getRequest();
        if (!request.getPath().value().startsWith("/authz/")) {
            return chain.filter(exchange);
        }
        if (request.getHeaders().getContentLength() > settings.largestBody()) {
            return Problem.answer(
                    exchange,
                    json,
                    HttpStatus.CONTENT_TOO_LARGE,
                    "too-large",
                    "The body is larger than this endpoint reads.");
        }
        var address = addressOf(request);
        if (address == null || !portals.contain(address)) {
            var probe = buckets.get(bucketOf(address)).tryConsumeAndReturnRemaining(1);
            if (!probe.isConsumed()) {
                var seconds = 1 + Duration.ofNanos(probe.getNanosToWaitForRefill()).toSeconds();
                exchange.getResponse()
                        .getHeaders()
                        .set(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
                return Problem.answer(
                        exchange,
                        json,
                        HttpStatus.TOO_MANY_REQUESTS,
                        "too-many-requests",
                        "Too many requests from this address; come again in " + seconds + " s.");
            }
        }
        return chain.filter(exchange);
    }

    /** Who asks, as far as it can be known; null for a connection without an address. */
    private @Nullable InetAddress addressOf(ServerHttpRequest request) {
        var remote = request.getRemoteAddress();
        var address = remote == null ? null : remote.getAddress();
        if (address == null || !proxies.contain(address)) {
            return address;
        }
        var forwarded = request.getHeaders().getOrEmpty(FORWARDED_FOR);
        var hops = String.join(",", forwarded).split(",");
        for (int i = hops.length - 1; i >= 0; i--) {
            var hop = parsed(hops[i].strip());
            if (hop == null) {
                return address;
            }
            address = hop;
            if (!proxies.contain(hop)) {
                return hop;
            }
        }
        return address;
    }

    private static @Nullable InetAddress parsed(String text) {
        var bytes = NetUtil.createByteArrayFromIpAddressString(text);
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            return null;
        }
    }

    private static InetAddress bucketOf(@Nullable InetAddress address) {
        try {
            if (address instanceof Inet6Address long6) {
                var bytes = long6.getAddress();
                Arrays.fill(bytes, 8, 16, (byte) 0);
                return InetAddress.getByAddress(bytes);
            }
            return address == null ? InetAddress.getByAddress(new byte[4]) : address;
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("an address of another length", impossible);
        }
    }

    /** Before tokens are looked at. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 10;
    }
}
