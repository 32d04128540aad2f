package io.q2o.command.door;

import io.q2o.command.decider.Outcomes;
import io.q2o.command.decider.Partitions;
import io.q2o.command.secrets.AccessTokens;
import io.q2o.command.secrets.DerivedSecrets;
import io.q2o.command.secrets.HardwareFingerprints;
import io.q2o.log.DataKeys;
import io.q2o.log.KafkaSettings;
import io.q2o.log.ReactorKafkaCommandLog;
import io.q2o.log.SecretSettings;
import io.q2o.web.DeviceTokenSettings;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
    KafkaSettings.class,
    SecretSettings.class,
    DoorSettings.class,
    Fingerprints.Settings.class,
    DerivedSecrets.Settings.class,
    HardwareFingerprints.Settings.class
})
class DoorConfiguration {
    @Bean
    DerivedSecrets secrets(DerivedSecrets.Settings settings) {
        return new DerivedSecrets(settings);
    }

    @Bean
    HardwareFingerprints hardwareFingerprints(HardwareFingerprints.Settings settings) {
        return new HardwareFingerprints(settings);
    }

    @Bean
    AccessTokens accessTokens(DeviceTokenSettings settings) {
        return new AccessTokens(settings);
    }

    @Bean
    DataKeys dataKeys(KafkaSettings kafka, SecretSettings secrets) {
        return new DataKeys(kafka, secrets, "q2o-command-api");
    }

    /** Reads the keys once the topics were made. */
    @Bean
    SmartLifecycle dataKeysStart(DataKeys keys) {
        return new SmartLifecycle() {
            private volatile boolean running;

            @Override
            public void start() {
                keys.start();
                running = true;
            }

            @Override
            public void stop() {
                running = false;
            }

            @Override
            public boolean isRunning() {
                return running;
            }

            @Override
            public int getPhase() {
                return 1;
            }
        };
    }

    @Bean
    ReactorKafkaCommandLog commandLog(KafkaSettings kafka, DoorSettings settings) {
        return new ReactorKafkaCommandLog(
                kafka, "q2o-door", settings.mostWaiting(), settings.stalledAfter());
    }

    @Bean
    Door door(
            ReactorKafkaCommandLog log,
            Outcomes outcomes,
            Partitions partitions,
            DerivedSecrets secrets,
            AccessTokens tokens,
            Fingerprints.Settings fingerprintSettings,
            DataKeys keys,
            DoorSettings settings,
            KafkaSettings kafka,
            JsonMapper json) {
        return new Door(
                log,
                outcomes,
                partitions,
                secrets,
                new Fingerprints(fingerprintSettings),
                new AnswerBody(keys::open, secrets, tokens),
                settings,
                kafka,
                json,
                new ConnectionThreads()::of);
    }
}
