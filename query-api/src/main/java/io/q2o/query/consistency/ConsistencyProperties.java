package io.q2o.query.consistency;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long readers wait for what their callers have seen.
 *
 * @param waitLimit after it the answer is stale (cookie) or a 503 (header)
 * @param mostWaiting callers who wait at once; more are treated as if the limit had passed
 */
@Validated
@ConfigurationProperties("q2o.query.consistency")
record ConsistencyProperties(
        @DefaultValue("2s") Duration waitLimit, @DefaultValue("10000") @Min(1) int mostWaiting) {}
