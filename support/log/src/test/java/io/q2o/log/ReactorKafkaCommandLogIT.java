package io.q2o.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.q2o.schemas.Position;
import io.q2o.schemas.Topics;
import io.q2o.schemas.billing.SubscriptionCommand.SuspendSubscription;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** A command is at the position that was told, or its caller knows what became of it. */
class ReactorKafkaCommandLogIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @BeforeAll
    static void topics() {
        new TopicSetup(TestTopics.KAFKA).run();
    }

    private static ReactorKafkaCommandLog log(KafkaSettings kafka, int most) {
        return new ReactorKafkaCommandLog(kafka, "test-log", most, Duration.ofSeconds(2));
    }

    private static CommandRecord command(String slug, @Nullable IdempotencyClaim claim) {
        return new CommandRecord(
                Uuid7.next(),
                new SuspendSubscription(slug),
                "chain",
                "admin:anna",
                1,
                "k1",
                claim,
                null);
    }

    private static ConsumerRecord<String, byte[]> at(Position position) {
        return TestTopics.read(Topics.COMMANDS).stream()
                .filter(record ->
                        record.partition() == position.partition()
                                && record.offset() == position.offset())
                .findFirst()
                .orElseThrow();
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return CloudEventHeaders.required(record.headers(), name);
    }

    @Test
    void tellsWhereTheCommandIs() {
        var before = Instant.now();
        var command = command("acme", new IdempotencyClaim("anna", "a", "print"));
        try (var log = log(TestTopics.KAFKA, 10)) {
            var position = Objects.requireNonNull(log.append(command).block(PATIENCE));
            var record = at(position);
            assertThat(record.key()).isEqualTo("acme");
            assertThat(record.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
            assertThat(Instant.ofEpochMilli(record.timestamp()))
                    .isAfterOrEqualTo(before.minusMillis(1))
                    .isBeforeOrEqualTo(Instant.now());
            assertThat(header(record, "ce_id")).isEqualTo(command.id().toString());
            assertThat(header(record, "ce_type"))
                    .isEqualTo("q2o.command.billing.suspend-subscription.v1");
            assertThat(header(record, "ce_correlationid")).isEqualTo("chain");
            assertThat(header(record, "actor")).isEqualTo("admin:anna");
            assertThat(header(record, "rules")).isEqualTo("1");
            assertThat(header(record, "key-id")).isEqualTo("k1");
            assertThat(record.headers().lastHeader("base")).isNull();
            assertThat(IdempotencyClaim.read(record.headers())).isEqualTo(command.claim());
            assertThat(
                            StoredRecords.read(
                                    SuspendSubscription.class,
                                    header(record, "ce_type"),
                                    record.value()))
                    .isEqualTo(command.command());
        }
    }

    @Test
    void appendsEachKeyWhereKafkaItselfWould() {
        var settings = TestTopics.KAFKA.clientSettings("test-partitioner");
        try (var log = log(TestTopics.KAFKA, 100);
                var producer =
                        new KafkaProducer<>(
                                settings, new StringSerializer(), new ByteArraySerializer())) {
            for (var slug : List.of("acme", "globex", "initech", "catalogue", "ünïcode")) {
                var position = Objects.requireNonNull(log.append(command(slug, null)).block());
                assertThat(position.partition())
                        .as(slug)
                        .isEqualTo(partitionOf(producer, slug))
                        .isEqualTo(ReactorKafkaCommandLog.partitionOf(slug, TestTopics.PARTITIONS));
            }
        }
    }

    private static int partitionOf(KafkaProducer<String, byte[]> producer, String key) {
        try {
            return producer.send(new ProducerRecord<>(Topics.TELEMETRY, key, new byte[0]))
                    .get()
                    .partition();
        } catch (InterruptedException | java.util.concurrent.ExecutionException fault) {
            throw new AssertionError(fault);
        }
    }

    @Test
    void tellsEachOfManyCallersItsOwnPosition() {
        try (var log = log(TestTopics.KAFKA, 300)) {
            var ids = new ArrayList<UUID>();
            var positions =
                    Objects.requireNonNull(
                            Flux.range(0, 200)
                                    .map(_ -> command("acme", null))
                                    .doOnNext(command -> ids.add(command.id()))
                                    .flatMapSequential(log::append, 200)
                                    .collectList()
                                    .block(PATIENCE));
            assertThat(positions).doesNotHaveDuplicates().hasSize(200);
            var records = TestTopics.read(Topics.COMMANDS);
            for (int i = 0; i < ids.size(); i++) {
                var position = positions.get(i);
                assertThat(
                                records.stream()
                                        .filter(record ->
                                                record.partition() == position.partition()
                                                        && record.offset() == position.offset())
                                        .map(record -> header(record, "ce_id")))
                        .containsExactly(ids.get(i).toString());
            }
        }
    }

    @Test
    void addsTheBaseToPositionsAndTellsTheDecider() {
        var based =
                new KafkaSettings(
                        TestTopics.KAFKA.bootstrapServers(),
                        TestTopics.PARTITIONS,
                        true,
                        (short) 1,
                        (short) 1,
                        false,
                        true,
                        1_000_000,
                        null);
        try (var log = log(based, 10)) {
            var position = Objects.requireNonNull(log.append(command("acme", null)).block());
            assertThat(position.offset()).isGreaterThanOrEqualTo(1_000_000);
            var record = at(new Position(position.partition(), position.offset() - 1_000_000));
            assertThat(header(record, "base")).isEqualTo("1000000");
        }
    }

    @Test
    void appendsACommandOnceHoweverOftenItsPositionIsAskedFor() {
        try (var log = log(TestTopics.KAFKA, 10)) {
            var append = log.append(command("acme", null));
            assertThat(append.block(PATIENCE)).isEqualTo(append.block(PATIENCE));
        }
    }

    @Test
    void refusesMoreThanItMayHandOver() throws Exception {
        try (var silent = silentBroker();
                var log = log(KafkaSettings.local(address(silent), TestTopics.PARTITIONS), 2)) {
            var first = log.append(command("acme", null)).toFuture();
            var second = log.append(command("acme", null)).toFuture();
            assertThatThrownBy(() -> log.append(command("acme", null)).block(PATIENCE))
                    .isInstanceOf(LogUnavailableException.class);
            assertThat(first).failsWithin(PATIENCE);
            assertThat(second).failsWithin(PATIENCE);
        }
    }

    @Test
    void stillCountsWhatACallerDoesNotWaitFor() throws Exception {
        try (var silent = silentBroker();
                var log = log(KafkaSettings.local(address(silent), TestTopics.PARTITIONS), 1)) {
            var left = log.append(command("acme", null)).toFuture();
            left.cancel(true);
            assertThatThrownBy(() -> log.append(command("acme", null)).block(PATIENCE))
                    .isInstanceOf(LogUnavailableException.class)
                    .hasMessageContaining("too many");
        }
    }

    private static ServerSocket silentBroker() throws java.io.IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private static String address(ServerSocket socket) {
        return "127.0.0.1:" + socket.getLocalPort();
    }
}
