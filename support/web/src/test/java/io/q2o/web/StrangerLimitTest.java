package io.q2o.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

class StrangerLimitTest {
    private static final String FRONT = "10.0.0.1";

    private final AtomicInteger served = new AtomicInteger();
    private final StrangerLimit limit =
            new StrangerLimit(
                    new StrangerSettings(
                            3, 1, 100, List.of(FRONT, "fd00::/8"), List.of("192.0.2.0/24")),
                    JsonMapper.builder().build(),
                    new Clockwork());

    /** A millisecond passes between two looks at it. */
    private static final class Clockwork implements TimeMeter {
        private final AtomicLong millis = new AtomicLong();

        @Override
        public long currentTimeNanos() {
            return TimeUnit.MILLISECONDS.toNanos(millis.incrementAndGet());
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }

    private MockServerWebExchange call(String peer, String... forwarded) {
        return call(peer, "/authz/activate", 10, forwarded);
    }

    private MockServerWebExchange call(String peer, String path, long length, String... forwarded) {
        var request =
                MockServerHttpRequest.post(path)
                        .remoteAddress(new InetSocketAddress(address(peer), 1))
                        .contentLength(length);
        for (var one : forwarded) {
            request.header("X-Forwarded-For", one);
        }
        var exchange = MockServerWebExchange.from(request);
        limit.filter(exchange, _ -> Mono.fromRunnable(served::incrementAndGet)).block();
        return exchange;
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }

    private static boolean isRefused(MockServerWebExchange exchange) {
        return HttpStatus.TOO_MANY_REQUESTS.equals(exchange.getResponse().getStatusCode());
    }

    private void exhaust(String peer, String... forwarded) {
        for (int i = 0; i < 3; i++) {
            assertThat(isRefused(call(peer, forwarded))).isFalse();
        }
        assertThat(isRefused(call(peer, forwarded))).isTrue();
    }

    @Test
    void refusesAFloodAndServesOthersMeanwhile() {
        exhaust("198.51.100.1");
        var refused = call("198.51.100.1");
        assertThat(refused.getResponse().getHeaders().getFirst("Retry-After")).isEqualTo("1");
        assertThat(refused.getResponse().getBodyAsString().block()).contains("too-many-requests");
        assertThat(isRefused(call("198.51.100.2"))).isFalse();
        assertThat(served).hasValue(4);
    }

    @Test
    void countsActivationAndRefreshTogether() {
        call("198.51.100.1");
        call("198.51.100.1", "/authz/refresh", 10);
        call("198.51.100.1", "/authz/refresh", 10);
        assertThat(isRefused(call("198.51.100.1"))).isTrue();
    }

    @Test
    void believesNothingThatAnyoneForwards() {
        exhaust("198.51.100.1", "203.0.113.1");
        assertThat(isRefused(call("198.51.100.1", "203.0.113.2"))).isTrue();
        assertThat(isRefused(call("198.51.100.2", "198.51.100.1"))).isFalse();
    }

    @Test
    void believesTheLastAddressThatATrustedProxyForwards() {
        exhaust(FRONT, "203.0.113.1");
        assertThat(isRefused(call(FRONT, "203.0.113.9, 203.0.113.1"))).isTrue();
        assertThat(isRefused(call(FRONT, "203.0.113.9", "203.0.113.1"))).isTrue();
        assertThat(isRefused(call(FRONT, "203.0.113.1, 203.0.113.2"))).isFalse();
        assertThat(isRefused(call(FRONT, "203.0.113.1, " + FRONT))).isTrue();
    }

    @Test
    void takesTheProxyItselfWhereItForwardsNothingThatIsAnAddress() {
        exhaust(FRONT, "unknown");
        assertThat(isRefused(call(FRONT))).isTrue();
        assertThat(isRefused(call(FRONT, ""))).isTrue();
        assertThat(isRefused(call(FRONT, "203.0.113.1, ' or 1=1"))).isTrue();
    }

    @Test
    void countsTheAddressesOfOneNetworkOfIpv6Together() {
        exhaust("2001:db8:1:2::1");
        assertThat(isRefused(call("2001:db8:1:2:ffff::7"))).isTrue();
        assertThat(isRefused(call("2001:db8:1:3::1"))).isFalse();
    }

    @Test
    void limitsNoPortal() {
        for (int i = 0; i < 20; i++) {
            assertThat(isRefused(call("192.0.2.77"))).isFalse();
            assertThat(isRefused(call(FRONT, "192.0.2.78"))).isFalse();
        }
    }

    @Test
    void refusesBodiesThatNobodyNeeds() {
        var large = call("198.51.100.1", "/authz/activate", 101);
        assertThat(large.getResponse().getStatusCode()).isEqualTo(HttpStatus.CONTENT_TOO_LARGE);
        assertThat(served).hasValue(0);
    }

    @Test
    void leavesEverythingElseAlone() {
        for (int i = 0; i < 20; i++) {
            assertThat(isRefused(call("198.51.100.1", "/admin/api/tenants", 5_000))).isFalse();
        }
        assertThat(served).hasValue(20);
    }
}
