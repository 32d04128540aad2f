package io.q2o.processors.platform;

import io.micrometer.core.instrument.MeterRegistry;
import io.q2o.log.DataKeys;
import io.q2o.log.KafkaSettings;
import io.q2o.log.ReactorKafkaCommandLog;
import io.q2o.log.SecretSettings;
import io.q2o.processors.automation.Automations;
import io.q2o.processors.billing.Subscribers;
import io.q2o.processors.billing.WhenPlanChangedThenSubscribersFollow;
import io.q2o.processors.commands.OutcomeProjection;
import io.q2o.processors.licensing.SightingProjection;
import io.q2o.processors.projection.Projections;
import io.q2o.processors.tenants.WhenPersonalDataErasedThenForgetKeys;
import io.r2dbc.pool.ConnectionPool;
import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({KafkaSettings.class, SecretSettings.class})
class ProcessorsConfiguration {
    private static final int MOST_IN_FLIGHT = 1_000;

    @Bean(initMethod = "start")
    DataKeys dataKeys(KafkaSettings kafka, SecretSettings secrets) {
        var keys = new DataKeys(kafka, secrets, "q2o-stream-processors");
        keys.forgetLaterKeys();
        return keys;
    }

    @Bean
    ReactorKafkaCommandLog commandLog(KafkaSettings kafka) {
        return new ReactorKafkaCommandLog(
                kafka, "q2o-automations", MOST_IN_FLIGHT, Duration.ofSeconds(2));
    }

    @Bean
    Projections projections(Projections.Starter starter, DataKeys keys) {
        return starter.run(
                List.of(
                        new LicensingProjection(keys),
                        new SightingProjection(),
                        new OutcomeProjection()));
    }

    @Bean
    Automations automations(
            KafkaSettings kafka,
            DataKeys keys,
            ReactorKafkaCommandLog log,
            ConnectionPool database,
            MeterRegistry meters,
            @Value("${q2o.automation.rules:1}") int rules) {
        return new Automations(
                kafka,
                List.of(
                        new WhenPersonalDataErasedThenForgetKeys(keys),
                        new WhenPlanChangedThenSubscribersFollow(
                                log, new Subscribers(database, LicensingProjection.NAME), rules)),
                meters);
    }
}
