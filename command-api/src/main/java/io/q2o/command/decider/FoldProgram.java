package io.q2o.command.decider;

import io.q2o.domain.platform.PlatformRules;
import io.q2o.log.BrokerException;
import io.q2o.log.KafkaSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/**
 * Folds the decider's state anew and ends. Reads the same properties as the service, opens no port,
 * decides nothing and needs no secrets.
 */
public final class FoldProgram {
    private static final Logger LOG = LoggerFactory.getLogger(FoldProgram.class);

    private FoldProgram() {}

    @EnableConfigurationProperties({KafkaSettings.class, DeciderSettings.class, FoldSettings.class})
    private static final class Settings {}

    /** The exit status: 0 when every partition that was asked for is folded, else 1. */
    public static int run(String... arguments) {
        try (var context =
                new SpringApplicationBuilder(Settings.class)
                        .web(WebApplicationType.NONE)
                        .logStartupInfo(false)
                        .run(arguments)) {
            new FoldedState(
                            context.getBean(KafkaSettings.class),
                            context.getBean(DeciderSettings.class),
                            PlatformRules.book())
                    .fold(context.getBean(FoldSettings.class).partitions());
            return 0;
        } catch (FoldRefusedException | BrokerException refused) {
            LOG.error("{}", refused.getMessage());
            return 1;
        }
    }
}
