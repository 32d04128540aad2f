package io.q2o.log;

import io.q2o.schemas.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.TopicConfig;

/**
 * What a topic must look like; the promises of the platform rest on these settings.
 *
 * @param name of the topic
 * @param settings topic configuration that matters, by name
 */
record TopicSettings(String name, Map<String, String> settings) {
    private static final String ANY_TIME = Long.toString(Long.MAX_VALUE);

    static List<TopicSettings> all() {
        return List.of(
                deleting(Topics.COMMANDS, 7)
                        .with(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime"),
                ownTime(
                        new TopicSettings(
                                Topics.EVENTS,
                                Map.of(
                                        TopicConfig.CLEANUP_POLICY_CONFIG,
                                        TopicConfig.CLEANUP_POLICY_DELETE,
                                        TopicConfig.RETENTION_MS_CONFIG,
                                        "-1",
                                        TopicConfig.RETENTION_BYTES_CONFIG,
                                        "-1"))),
                ownTime(deleting(Topics.OUTCOMES, 7)),
                ownTime(deleting(Topics.DEAD_LETTERS, 90)),
                ownTime(deleting(Topics.TELEMETRY, 7)),
                ownTime(compacting(Topics.PLANS)),
                forgetting(compacting(Topics.KEYS)));
    }

    private static TopicSettings deleting(String name, int days) {
        return new TopicSettings(
                name,
                Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG,
                        Long.toString(Duration.ofDays(days).toMillis())));
    }

    private static TopicSettings compacting(String name) {
        return new TopicSettings(
                name,
                Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
    }

    private static TopicSettings ownTime(TopicSettings topic) {
        return topic.with(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "CreateTime")
                .with(TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, ANY_TIME);
    }

    /**
     * What is forgotten is gone from disk within a day, given that something is appended hourly.
     */
    private static TopicSettings forgetting(TopicSettings topic) {
        return topic.with(
                        TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG,
                        Long.toString(Duration.ofHours(8).toMillis()))
                .with(TopicConfig.SEGMENT_MS_CONFIG, Long.toString(Duration.ofHours(4).toMillis()))
                .with(
                        TopicConfig.DELETE_RETENTION_MS_CONFIG,
                        Long.toString(Duration.ofHours(8).toMillis()));
    }

    /** Settings of the decider's changelog, created by Kafka Streams itself. */
    static Map<String, String> changelog() {
        var settings =
                new TreeMap<>(
                        forgetting(ownTime(new TopicSettings("changelog", Map.of()))).settings());
        settings.put(TopicConfig.SEGMENT_BYTES_CONFIG, "33554432");
        settings.put(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.2");
        return settings;
    }

    private TopicSettings with(String setting, String value) {
        var more = new TreeMap<>(settings);
        more.put(setting, value);
        return new TopicSettings(name, more);
    }

    TopicSettings flushed() {
        return with(TopicConfig.FLUSH_MESSAGES_INTERVAL_CONFIG, "1");
    }
}
