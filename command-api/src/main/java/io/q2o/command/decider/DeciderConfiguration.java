package io.q2o.command.decider;

import io.micrometer.core.instrument.MeterRegistry;
import io.q2o.command.secrets.DerivedSecrets;
import io.q2o.domain.RuleBook;
import io.q2o.domain.platform.PlatformRules;
import io.q2o.log.KafkaSettings;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DeciderSettings.class)
class DeciderConfiguration {
    @Bean
    Outcomes outcomes() {
        return new Outcomes();
    }

    @Bean
    Partitions partitions() {
        return new Partitions();
    }

    @Bean
    RuleBook rules() {
        return PlatformRules.book();
    }

    @Bean
    DeciderRuntime decider(
            KafkaSettings kafka,
            DeciderSettings settings,
            RuleBook rules,
            DerivedSecrets secrets,
            Outcomes outcomes,
            Partitions partitions,
            MeterRegistry meters) {
        return new DeciderRuntime(kafka, settings, rules, secrets, outcomes, partitions, meters);
    }

    @Bean
    DeciderHealth deciderHealthIndicator(DeciderRuntime decider, Partitions partitions) {
        return new DeciderHealth(decider, partitions);
    }

    @Bean
    PartitionsHealth partitionsHealthIndicator(Partitions partitions) {
        return new PartitionsHealth(partitions);
    }
}
