package io.q2o.query.consistency;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What readers know about the log.
 *
 * @param partitions of {@code q2o.commands}
 */
@Validated
@ConfigurationProperties("q2o.kafka")
public record LogShape(@DefaultValue("6") @Min(1) @Max(256) int partitions) {}
