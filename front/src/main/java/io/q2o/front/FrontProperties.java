package io.q2o.front;

import java.net.URI;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where requests go and whom to believe.
 *
 * @param commandApi where writes go
 * @param queryApi where reads go
 * @param trustedProxies addresses or CIDR ranges whose forwarding headers count
 * @param corsOrigins origins of portals that browsers may call from, credentials included
 */
@ConfigurationProperties("q2o.front")
record FrontProperties(
        URI commandApi,
        URI queryApi,
        @DefaultValue List<String> trustedProxies,
        @DefaultValue List<String> corsOrigins) {
    FrontProperties {
        if (commandApi == null || queryApi == null) {
            throw new IllegalArgumentException(
                    "q2o.front.command-api and q2o.front.query-api must name the two services");
        }
    }
}
