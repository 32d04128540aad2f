package io.q2o.command.decider;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is folded anew.
 *
 * @param partitions all of them if none is named
 */
@ConfigurationProperties("q2o.fold")
record FoldSettings(@DefaultValue List<Integer> partitions) {}
