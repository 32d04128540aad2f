package io.q2o.front;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import org.springframework.cloud.gateway.filter.headers.HttpHeadersFilter;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;

/**
 * Tells the services who called: forwarding headers of strangers are dropped, those of trusted
 * proxies kept, and the peer's own address is added in either case.
 */
final class ForwardedAddress implements HttpHeadersFilter, Ordered {
    private static final String FORWARDED_FOR = "X-Forwarded-For";

    private final List<IpSubnetFilterRule> trusted;

    ForwardedAddress(List<String> trustedProxies) {
        trusted = trustedProxies.stream().map(ForwardedAddress::range).toList();
    }

    private static IpSubnetFilterRule range(String text) {
        var slash = text.indexOf('/');
        try {
            return slash < 0
                    ? new IpSubnetFilterRule(
                            text, text.contains(":") ? 128 : 32, IpFilterRuleType.ACCEPT)
                    : new IpSubnetFilterRule(
                            text.substring(0, slash),
                            Integer.parseInt(text.substring(slash + 1)),
                            IpFilterRuleType.ACCEPT);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(
                    "q2o.front.trusted-proxies: '" + text + "' is no address or CIDR range",
                    malformed);
        }
    }

    @Override
    public HttpHeaders filter(HttpHeaders input, ServerWebExchange exchange) {
        var headers = new HttpHeaders();
        input.forEach((name, values) -> {
            if (!isForwarding(name)) {
                headers.addAll(name, values);
            }
        });
        var peer = exchange.getRequest().getRemoteAddress();
        if (peer != null && isTrusted(peer)) {
            exchange.getRequest()
                    .getHeaders()
                    .forEach((name, values) -> {
                        if (isForwarding(name)) {
                            headers.addAll(name, values);
                        }
                    });
        }
        if (peer != null && peer.getAddress() != null) {
            headers.add(FORWARDED_FOR, peer.getAddress().getHostAddress());
        }
        return headers;
    }

    private boolean isTrusted(InetSocketAddress peer) {
        return trusted.stream().anyMatch(range -> range.matches(peer));
    }

    private static boolean isForwarding(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        return lower.equals("forwarded") || lower.startsWith("x-forwarded-");
    }

    /** The last word: the gateway's own filters remove every forwarding header. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
