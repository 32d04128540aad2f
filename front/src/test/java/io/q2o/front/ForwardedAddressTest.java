package io.q2o.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;

class ForwardedAddressTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.7,    10.0.0.7",
        "10.0.0.0/8,  10.200.3.4",
        "::1,         ::1",
        "fd00::/8,    fd12::7",
    })
    void believesTrustedProxiesAndAddsTheirOwnAddress(String trusted, String peer) {
        var headers = filtered(List.of(trusted), peer);
        assertThat(headers.get("X-Forwarded-For")).startsWith("192.0.2.9").hasSize(2);
        assertThat(headers.getFirst("X-Forwarded-Proto")).isEqualTo("https");
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.7, 10.0.0.8", "10.0.0.0/8, 11.0.0.1", "10.0.0.0/8, ::1", "::1, 127.0.0.1"})
    void believesNobodyElse(String trusted, String peer) {
        var headers = filtered(List.of(trusted), peer);
        assertThat(headers.get("X-Forwarded-For")).hasSize(1).doesNotContain("192.0.2.9");
        assertThat(headers.containsHeader("X-Forwarded-Proto")).isFalse();
        assertThat(headers.containsHeader("Forwarded")).isFalse();
        assertThat(headers.getFirst("Accept")).isEqualTo("text/plain");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/", "10.0.0.0/x", "nobody", "10.0.0.0/99"})
    void namesTheRangeItDoesNotUnderstand(String range) {
        assertThatThrownBy(() -> new ForwardedAddress(List.of(range)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("q2o.front.trusted-proxies")
                .hasMessageContaining(range);
    }

    @Test
    void leavesOutAnAddressItDoesNotKnow() {
        var exchange =
                MockServerWebExchange.from(MockServerHttpRequest.get("/").headers(forwarding()));
        var headers = new ForwardedAddress(List.of()).filter(forwarding(), exchange);
        assertThat(headers.containsHeader("X-Forwarded-For")).isFalse();
    }

    private static HttpHeaders filtered(List<String> trusted, String peer) {
        var request =
                MockServerHttpRequest.get("/")
                        .headers(forwarding())
                        .remoteAddress(new InetSocketAddress(peer, 4711));
        return new ForwardedAddress(trusted)
                .filter(forwarding(), MockServerWebExchange.from(request));
    }

    private static HttpHeaders forwarding() {
        var headers = new HttpHeaders();
        headers.add("Accept", "text/plain");
        headers.add("Forwarded", "for=192.0.2.9");
        headers.add("X-Forwarded-For", "192.0.2.9");
        headers.add("X-Forwarded-Proto", "https");
        return headers;
    }
}
