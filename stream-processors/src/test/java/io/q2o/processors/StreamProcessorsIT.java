package io.q2o.processors;

import static io.q2o.processors.Stories.PRO;
import static io.q2o.processors.Stories.defined;
import static io.q2o.processors.Stories.opened;
import static io.q2o.processors.Stories.registered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.q2o.log.CloudEventHeaders;
import io.q2o.log.DataKeys;
import io.q2o.log.StoredRecords;
import io.q2o.processors.automation.Automations;
import io.q2o.schemas.Topics;
import io.q2o.schemas.billing.PlanEvent.PlanChanged;
import io.q2o.schemas.billing.PlanTerms;
import io.q2o.schemas.billing.SubscriptionCommand.FollowChangedPlan;
import io.q2o.schemas.billing.SubscriptionEvent.SubscriptionPlanChanged;
import io.q2o.schemas.tenants.TenantEvent.PersonalDataErased;
import io.r2dbc.pool.ConnectionPool;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The whole service, started as {@code java -jar} starts it, on the platform's own topics. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamProcessorsIT {
    private final SeenReadModel model = SeenReadModel.empty();
    private final WrittenLog log = WrittenLog.on(Topics.EVENTS);
    private final ConfigurableApplicationContext service = start();

    private ConfigurableApplicationContext start() {
        var passwords = model.database().passwords();
        return SpringApplication.run(
                StreamProcessors.class,
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--management.server.port=0",
                "--management.server.address=127.0.0.1",
                "--q2o.kafka.bootstrap-servers=" + WrittenLog.kafka().bootstrapServers(),
                "--q2o.kafka.partitions=" + WrittenLog.PARTITIONS,
                "--q2o.postgres.url=" + model.database().url(),
                "--q2o.postgres.owner-password=" + passwords.owner(),
                "--q2o.postgres.projector-password=" + passwords.projector(),
                "--q2o.secrets.master-key=" + WrittenLog.masterKey());
    }

    @AfterAll
    void stop() {
        var begun = System.nanoTime();
        service.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
        log.close();
        model.close();
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
    }

    @BeforeAll
    void isReady() {
        var port = service.getEnvironment().getProperty("local.management.port");
        var client = WebTestClient.bindToServer().baseUrl("http://127.0.0.1:" + port).build();
        soon().untilAsserted(() ->
                client.get()
                        .uri("/actuator/health/readiness")
                        .exchange()
                        .expectStatus()
                        .isOk()
                        .expectBody()
                        .jsonPath("$.status")
                        .isEqualTo("UP"));
    }

    @Test
    void letsSubscribersFollowAChangedPlan() {
        var plan = new PlanTerms(98_304, "Team", "price_team", 20, null, null, null, "EUR");
        var changed = new PlanTerms(98_304, "Team", "price_team", 30, null, null, null, "EUR");
        log.append(defined(plan));
        log.append(defined(PRO));
        for (int n = 0; n < 20; n++) {
            log.append(
                    registered("team-" + n, 1000 + n, "Team"), opened("team-" + n, 1000 + n, plan));
        }
        log.append(registered("other", 2000, "Other"), opened("other", 2000, PRO));
        log.append(new PlanChanged(plan.planId(), changed, true));

        soon().untilAsserted(() -> assertThat(keys(followers())).hasSize(20));
        assertThat(followers())
                .allSatisfy(record -> {
                    var command =
                            StoredRecords.read(
                                    FollowChangedPlan.class,
                                    "q2o.command.billing.follow-changed-plan.v1",
                                    record.value());
                    assertThat(command.terms()).isEqualTo(changed);
                    assertThat(command.slug()).isEqualTo(record.key()).startsWith("team-");
                    assertThat(CloudEventHeaders.text(record.headers(), "idempotency-key"))
                            .isNotBlank();
                });

        // one whose door had the old terms still, and one that has the new ones
        log.append(registered("current", 2001, "Current"), opened("current", 2001, changed));
        log.append(registered("belated", 2002, "Belated"), opened("belated", 2002, plan));
        soon().untilAsserted(() -> assertThat(keys(followers())).contains("belated"));
        log.append(new SubscriptionPlanChanged("belated", changed));
        log.append(registered("after", 2003, "After"), opened("after", 2003, plan));
        soon().untilAsserted(() -> assertThat(keys(followers())).contains("after"));
        assertThat(keys(followers())).hasSize(22).doesNotContain("current", "other");
    }

    /** Asked once or more: deciding it again changes nothing. */
    private static List<String> keys(List<ConsumerRecord<String, byte[]>> records) {
        return records.stream().map(ConsumerRecord::key).distinct().toList();
    }

    private static List<ConsumerRecord<String, byte[]>> followers() {
        return read(Topics.COMMANDS);
    }

    private static List<ConsumerRecord<String, byte[]>> read(String topic) {
        var found = new ArrayList<ConsumerRecord<String, byte[]>>();
        try (var reader =
                new KafkaConsumer<>(
                        WrittenLog.kafka().clientSettings("test-reader"),
                        new StringDeserializer(),
                        new ByteArrayDeserializer())) {
            var partitions =
                    reader.partitionsFor(topic).stream()
                            .map(info -> new TopicPartition(topic, info.partition()))
                            .toList();
            reader.assign(partitions);
            reader.seekToBeginning(partitions);
            var ends = reader.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(one -> reader.position(one) < ends.getOrDefault(one, 0L))) {
                reader.poll(Duration.ofMillis(200)).forEach(found::add);
            }
        }
        return found;
    }

    @Test
    void setsAsideWhatAnAutomationCannotReadAndGoesOn() {
        var erased = "q2o.tenants.personal-data-erased.v1";
        log.append("illegible", erased, "no JSON".getBytes(StandardCharsets.UTF_8));
        var next =
                IntStream.range(0, 100)
                        .mapToObj(n -> "legible-" + n)
                        .filter(slug ->
                                WrittenLog.partitionOf(slug) == WrittenLog.partitionOf("illegible"))
                        .findFirst()
                        .orElseThrow();
        var email = WrittenLog.sealed(next, "someone@example.com");
        var keys = service.getBean(DataKeys.class);
        soon().untilAsserted(() -> assertThat(keys.open(email).block()).isNotNull());

        log.append(new PersonalDataErased(next, 2));

        soon().untilAsserted(() -> assertThat(keys.open(email).block()).isNull());
        // set aside only after the others of its batch were dealt with
        soon().untilAsserted(() ->
                assertThat(read(Topics.DEAD_LETTERS))
                        .filteredOn(record -> "illegible".equals(record.key()))
                        .singleElement()
                        .satisfies(record -> {
                            assertThat(record.value())
                                    .isEqualTo("no JSON".getBytes(StandardCharsets.UTF_8));
                            assertThat(CloudEventHeaders.text(record.headers(), "origin-topic"))
                                    .isEqualTo(Topics.EVENTS);
                            assertThat(CloudEventHeaders.text(record.headers(), "reason"))
                                    .startsWith("forget-keys: ");
                            assertThat(CloudEventHeaders.text(record.headers(), "ce_type"))
                                    .isEqualTo(erased);
                        }));
        assertThat(service.getBean(Automations.class).health().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void forgetsTheKeysOfAnErasedTenant() {
        var email = WrittenLog.sealed("erased", "someone@example.com");
        log.append(registered("erased", 3000, "Erased", email));
        var keys = service.getBean(DataKeys.class);
        soon().untilAsserted(() -> assertThat(keys.open(email).block()).isNotNull());

        log.append(new PersonalDataErased("erased", 2));
        soon().untilAsserted(() -> assertThat(keys.open(email).block()).isNull());
        soon().untilAsserted(() ->
                assertThat(
                                model.one(
                                        "select concat_ws(' ', erased, coalesce(email, 'none')) from tenant where tenant = 'erased'"))
                        .isEqualTo("t none"));

        var later = WrittenLog.sealed("erased", "someone.else@example.com");
        soon().untilAsserted(() -> assertThat(keys.open(later).block()).isNull());
    }

    @Test
    void spreadsConnectionsOverEventLoopsAndBoundsSilentTransactions() {
        var pool = service.getBean(ConnectionPool.class);
        var threads =
                Flux.range(0, 4)
                        .flatMap(
                                _ ->
                                        Mono.usingWhen(
                                                pool.create(),
                                                connection ->
                                                        Flux.from(
                                                                        connection
                                                                                .createStatement(
                                                                                        "select current_setting('idle_in_transaction_session_timeout'), pg_sleep(0.05)")
                                                                                .execute())
                                                                .flatMap(result ->
                                                                        result.map((row, _) ->
                                                                                row.get(0)
                                                                                        + " on "
                                                                                        + Thread
                                                                                                .currentThread()
                                                                                                .getName()))
                                                                .last(),
                                                io.r2dbc.spi.Connection::close),
                                4)
                        .distinct()
                        .collectList()
                        .block();
        assertThat(threads)
                .hasSizeGreaterThan(1)
                .allMatch(one -> one.startsWith("10s on postgres"));
    }
}
