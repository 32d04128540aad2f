package io.q2o.query.commands;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which commands can be asked about.
 *
 * @param retention older ones are gone
 */
@ConfigurationProperties("q2o.query.commands")
record CommandsProperties(@DefaultValue("7d") Duration retention) {}
