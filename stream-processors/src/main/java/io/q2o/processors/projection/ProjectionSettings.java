package io.q2o.processors.projection;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How projections run.
 *
 * @param batch records at most in one transaction
 * @param delayBeforeCommit fault injection: waits between rows and commit; leave it at 0
 */
@ConfigurationProperties("q2o.projection")
record ProjectionSettings(
        @DefaultValue("1000") int batch, @DefaultValue("0ms") Duration delayBeforeCommit) {}
