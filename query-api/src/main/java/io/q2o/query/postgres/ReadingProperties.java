package io.q2o.query.postgres;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How much is read at once and for how long.
 *
 * @param adminConnections connections for admins' requests
 * @param tenantConnections connections for tenants' requests
 * @param eventLoops threads that serve the connections, 0 = one a processor
 * @param mostReading reads at once, those in line for a connection included; more get 503
 * @param connectTimeout for a new connection
 * @param acquireTimeout for a connection of the pool
 * @param readTimeout for a whole read
 */
@Validated
@ConfigurationProperties("q2o.query")
record ReadingProperties(
        @DefaultValue("16") @Min(1) @Max(1000) int adminConnections,
        @DefaultValue("8") @Min(1) @Max(1000) int tenantConnections,
        @DefaultValue("0") @Min(0) @Max(256) int eventLoops,
        @DefaultValue("2000") @Min(1) int mostReading,
        @DefaultValue("2s") Duration connectTimeout,
        @DefaultValue("2s") Duration acquireTimeout,
        @DefaultValue("5s") Duration readTimeout) {
    int loops() {
        return eventLoops == 0 ? Runtime.getRuntime().availableProcessors() : eventLoops;
    }
}
