package io.q2o.processors;

import static io.q2o.processors.Stories.PRO;
import static io.q2o.processors.Stories.opened;
import static io.q2o.processors.Stories.registered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.q2o.engines.EmbeddedBroker;
import io.q2o.engines.TestEngines;
import io.q2o.log.DataKeys;
import io.q2o.log.KafkaSettings;
import io.q2o.log.TopicSetup;
import io.q2o.schemas.Topics;
import io.q2o.schemas.tenants.TenantEvent.PersonalDataErased;
import java.time.Duration;
import java.util.Objects;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;

/** The service beside a broker that has no topics yet, and one that goes away and comes back. */
class AwayIT {
    private static final Duration AWAY = Duration.ofSeconds(12);

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(100));
    }

    @Test
    void waitsForTopicsAndOutlivesAnAbsenceOfTheBroker() throws Exception {
        var directory = TestEngines.directory("away");
        var broker = EmbeddedBroker.start(directory, 0);
        var kafka = KafkaSettings.local(broker.bootstrapServers(), WrittenLog.PARTITIONS);
        try (var model = SeenReadModel.empty();
                var service =
                        SpringApplication.run(
                                StreamProcessors.class,
                                "--server.port=0",
                                "--management.server.port=0",
                                "--q2o.kafka.bootstrap-servers=" + kafka.bootstrapServers(),
                                "--q2o.kafka.partitions=" + WrittenLog.PARTITIONS,
                                "--q2o.postgres.url=" + model.database().url(),
                                "--q2o.postgres.owner-password="
                                        + model.database().passwords().owner(),
                                "--q2o.postgres.projector-password="
                                        + model.database().passwords().projector(),
                                "--q2o.secrets.master-key=" + WrittenLog.masterKey())) {
            new TopicSetup(kafka).run();
            var keys = service.getBean(DataKeys.class);
            var email =
                    Objects.requireNonNull(
                            keys.seal("acme", "someone@example.com").block(Duration.ofSeconds(30)));
            try (var log = WrittenLog.on(Topics.EVENTS, kafka)) {
                log.append(registered("acme", 1, "Acme", email), opened("acme", 1, PRO));
                soon().untilAsserted(() ->
                        assertThat(model.one("select email from tenant"))
                                .isEqualTo("someone@example.com"));

                broker.close();
                Thread.sleep(AWAY);
                broker = EmbeddedBroker.start(directory, broker.port());

                log.append(registered("second", 2, "Second"), opened("second", 2, PRO));
                log.append(new PersonalDataErased("acme", 2));
                soon().untilAsserted(() -> assertThat(model.total("tenants-active")).isEqualTo(2));
                soon().untilAsserted(() ->
                        assertThat(
                                        model.one(
                                                "select coalesce(email, 'none') from tenant where erased"))
                                .isEqualTo("none"));
                soon().untilAsserted(() -> assertThat(keys.open(email).block()).isNull());
                assertThat(model.asProjector("select 1 from dead_letter")).isEmpty();
            }
        } finally {
            broker.close();
        }
    }
}
