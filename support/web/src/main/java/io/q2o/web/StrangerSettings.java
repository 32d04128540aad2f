package io.q2o.web;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much strangers may ask.
 *
 * @param burst calls an address may make at once
 * @param perSecond calls an address may make in the long run
 * @param largestBody bytes of a body
 * @param trustedProxies addresses or CIDR ranges of proxies whose {@code X-Forwarded-For} counts:
 *     the front's, first of all
 * @param portals addresses or CIDR ranges behind which many people sit and which are not limited
 */
@ConfigurationProperties("q2o.strangers")
record StrangerSettings(
        @DefaultValue("300") int burst,
        @DefaultValue("5") int perSecond,
        @DefaultValue("8192") int largestBody,
        @DefaultValue({"127.0.0.1", "::1"}) List<String> trustedProxies,
        @DefaultValue List<String> portals) {
    StrangerSettings {
        if (burst < 1 || perSecond < 1) {
            throw new IllegalArgumentException(
                    "q2o.strangers.burst and q2o.strangers.per-second must be at least 1");
        }
    }
}
