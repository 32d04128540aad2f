package io.q2o.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.q2o.schemas.Topics;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The platform starts on topics that keep its promises, and on no others. */
class TopicSetupIT {
    private static final Admin ADMIN = TestTopics.admin();
    private static final List<String> NAMES =
            List.of(
                    Topics.COMMANDS,
                    Topics.EVENTS,
                    Topics.OUTCOMES,
                    Topics.PLANS,
                    Topics.KEYS,
                    Topics.TELEMETRY,
                    Topics.DEAD_LETTERS);

    private static final byte[] NOTHING = {};

    private static void removeTopics() {
        var there = TestTopics.get(ADMIN.listTopics().names());
        TestTopics.get(ADMIN.deleteTopics(there.stream().filter(NAMES::contains).toList()).all());
        await().until(() ->
                TestTopics.get(ADMIN.listTopics().names()).stream().noneMatch(NAMES::contains));
    }

    @BeforeAll
    static void beginsWithoutTopics() {
        removeTopics();
        assertThatThrownBy(() -> new TopicSetup(with(3, false, true)).run())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(
                        "topics are missing and q2o.kafka.create-topics is false: q2o.commands, ");
        new TopicSetup(TestTopics.KAFKA).run();
    }

    @AfterAll
    static void close() {
        ADMIN.close();
    }

    private static KafkaSettings with(int partitions, boolean createTopics, boolean local) {
        return new KafkaSettings(
                TestTopics.KAFKA.bootstrapServers(),
                partitions,
                createTopics,
                (short) 1,
                (short) 1,
                false,
                local,
                0,
                null);
    }

    private static Map<String, String> settingsOf(String topic) {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        var config = TestTopics.get(ADMIN.describeConfigs(List.of(resource)).all()).get(resource);
        return Objects.requireNonNull(config).entries().stream()
                .collect(
                        Collectors.toMap(
                                ConfigEntry::name, entry -> String.valueOf(entry.value())));
    }

    @Test
    void returnsWhenEveryPartitionTakesRecords() {
        for (int time = 0; time < 8; time++) {
            removeTopics();
            new TopicSetup(TestTopics.KAFKA).run();
            assertThat(retriesOfFirstRecords()).isZero();
        }
    }

    private static double retriesOfFirstRecords() {
        try (var producer =
                new KafkaProducer<>(
                        TestTopics.KAFKA.clientSettings("test"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            for (var topic : List.of(Topics.COMMANDS, Topics.EVENTS, Topics.OUTCOMES)) {
                for (int partition = 0; partition < TestTopics.PARTITIONS; partition++) {
                    var _ = producer.send(new ProducerRecord<>(topic, partition, null, NOTHING));
                }
            }
            producer.flush();
            return producer.metrics().values().stream()
                    .filter(one -> one.metricName().name().equals("record-retry-total"))
                    .filter(one -> one.metricName().group().equals("producer-metrics"))
                    .mapToDouble(one -> (double) one.metricValue())
                    .sum();
        }
    }

    @Test
    void createsEveryTopicWithAllPartitions() {
        var topics = TestTopics.get(ADMIN.describeTopics(NAMES).allTopicNames());
        assertThat(topics.values())
                .extracting(TopicDescription::partitions)
                .allSatisfy(partitions -> assertThat(partitions).hasSize(TestTopics.PARTITIONS));
    }

    @Test
    void stampsCommandsWithTheTimeOfTheLog() {
        assertThat(settingsOf(Topics.COMMANDS))
                .containsEntry("message.timestamp.type", "LogAppendTime")
                .containsEntry("cleanup.policy", "delete")
                .containsEntry("retention.ms", "604800000");
    }

    @Test
    void keepsEventsForEver() {
        assertThat(settingsOf(Topics.EVENTS))
                .containsEntry("cleanup.policy", "delete")
                .containsEntry("retention.ms", "-1")
                .containsEntry("retention.bytes", "-1");
    }

    @Test
    void takesAnyTimeWhereTheDeciderWrites() {
        for (var topic :
                List.of(
                        Topics.EVENTS,
                        Topics.OUTCOMES,
                        Topics.DEAD_LETTERS,
                        Topics.TELEMETRY,
                        Topics.PLANS)) {
            assertThat(settingsOf(topic))
                    .as(topic)
                    .containsEntry("message.timestamp.type", "CreateTime")
                    .containsEntry("message.timestamp.after.max.ms", "9223372036854775807");
        }
    }

    @Test
    void compactsKeysSoThatTheForgottenAreGoneWithinADay() {
        var settings = settingsOf(Topics.KEYS);
        assertThat(settings).containsEntry("cleanup.policy", "compact");
        assertThat(
                        hours(settings, "max.compaction.lag.ms")
                                + hours(settings, "segment.ms")
                                + hours(settings, "delete.retention.ms"))
                .isLessThanOrEqualTo(24);
    }

    private static long hours(Map<String, String> settings, String name) {
        return Long.parseLong(settings.getOrDefault(name, "")) / 3_600_000;
    }

    @Test
    void startsAgainOnItsOwnTopics() {
        new TopicSetup(TestTopics.KAFKA).run();
        new TopicSetup(with(TestTopics.PARTITIONS, false, true)).run();
    }

    @Test
    void refusesAnotherNumberOfPartitionsInOneLine() {
        assertThatThrownBy(() -> new TopicSetup(with(4, true, true)).run())
                .isInstanceOf(IllegalStateException.class)
                .message()
                .startsWith("topics do not fit: ")
                .contains(
                        "q2o.commands has 3 partitions, q2o.kafka.partitions says 4 (fixed at"
                                + " first start)")
                .hasLineCount(1);
    }

    @Test
    void refusesOtherSettingsAndNamesThem() {
        alter(Topics.EVENTS, "retention.ms", "1000");
        try {
            assertThatThrownBy(() -> new TopicSetup(TestTopics.KAFKA).run())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "topics do not fit: q2o.events: retention.ms is 1000 and must be -1");
        } finally {
            alter(Topics.EVENTS, "retention.ms", "-1");
        }
    }

    @Test
    void refusesASingleBrokerUnlessToldThatItIsEnough() {
        assertThatThrownBy(() -> new TopicSetup(with(TestTopics.PARTITIONS, true, false)).run())
                .isInstanceOf(IllegalStateException.class)
                .message()
                .contains(
                        "q2o.commands has 1 replicas, 3 are needed unless q2o.kafka.local is true",
                        "q2o.events: min.insync.replicas must be 2 or more")
                .hasLineCount(1);
    }

    @Test
    void wantsFlushedTopicsWhereEachRecordIsToReachTheDisk() {
        var flushed =
                new KafkaSettings(
                        TestTopics.KAFKA.bootstrapServers(),
                        TestTopics.PARTITIONS,
                        true,
                        (short) 1,
                        (short) 1,
                        true,
                        true,
                        0,
                        null);
        assertThatThrownBy(() -> new TopicSetup(flushed).run())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("q2o.commands: flush.messages is")
                .hasMessageContaining("and must be 1");
    }

    private static void alter(String topic, String setting, String value) {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        var change = new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET);
        TestTopics.get(ADMIN.incrementalAlterConfigs(Map.of(resource, List.of(change))).all());
        await().until(() -> value.equals(settingsOf(topic).get(setting)));
    }
}
