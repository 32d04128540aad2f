package io.q2o.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the topics that are missing and refuses to start on topics that break a promise. */
public final class TopicSetup {
    /** Where Kafka Streams keeps the decider's state. */
    public static final String CHANGELOG = "q2o-decider-state-changelog";

    private static final Logger LOG = LoggerFactory.getLogger(TopicSetup.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KafkaSettings kafka;

    public TopicSetup(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    /**
     * Creates what is missing, if that is wanted, and checks what is there. Blocks; for start-up.
     *
     * @throws IllegalStateException with one line that names every topic and setting at fault
     */
    public void run() {
        try (var brokers = new BrokerAdmin(kafka, "q2o-setup")) {
            var wanted =
                    TopicSettings.all().stream()
                            .map(topic -> kafka.flushMessages() ? topic.flushed() : topic)
                            .toList();
            var there = brokers.ask(admin -> admin.listTopics().names());
            var missing = wanted.stream().filter(topic -> !there.contains(topic.name())).toList();
            if (!missing.isEmpty()) {
                create(brokers, missing);
            }
            check(brokers, wanted);
            if (there.contains(CHANGELOG)) {
                checkChangelog(brokers);
            }
            if (kafka.local()) {
                LOG.info(
                        "single broker: the last moments can be lost when the power fails"
                                + " (q2o.kafka.flush-messages=true prevents it)");
            } else {
                checkTransactions(brokers);
            }
        }
    }

    /** What the decider's changelog is created with. */
    public static Map<String, String> changelogSettings() {
        return TopicSettings.changelog();
    }

    /**
     * Creates the decider's changelog if it is missing, which otherwise Kafka Streams does, and
     * waits until it is known. Blocks.
     */
    public void createChangelog() {
        try (var brokers = new BrokerAdmin(kafka, "q2o-setup")) {
            var settings = new TreeMap<>(changelogSettings());
            settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
            var changelog = new TopicSettings(CHANGELOG, settings);
            if (!brokers.ask(admin -> admin.listTopics().names()).contains(CHANGELOG)) {
                make(brokers, List.of(changelog));
            }
            describe(brokers, List.of(changelog));
        }
    }

    private void create(BrokerAdmin brokers, List<TopicSettings> missing) {
        if (!kafka.createTopics()) {
            throw new IllegalStateException(
                    "topics are missing and q2o.kafka.create-topics is false: "
                            + missing.stream()
                                    .map(TopicSettings::name)
                                    .collect(Collectors.joining(", ")));
        }
        make(brokers, missing);
    }

    private void make(BrokerAdmin brokers, List<TopicSettings> missing) {
        var topics = new ArrayList<NewTopic>();
        for (var topic : missing) {
            var settings = new TreeMap<>(topic.settings());
            settings.put(
                    TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                    Short.toString(kafka.minInsyncReplicas()));
            topics.add(
                    new NewTopic(topic.name(), kafka.partitions(), kafka.replicationFactor())
                            .configs(settings));
        }
        try {
            brokers.ask(admin -> admin.createTopics(topics).all());
        } catch (BrokerException fault) {
            if (!(fault.getCause() instanceof TopicExistsException)) {
                throw fault;
            }
            LOG.debug("another instance made the topics");
        }
        awaitLeaders(brokers, missing);
    }

    private void check(BrokerAdmin brokers, List<TopicSettings> wanted) {
        var faults = new ArrayList<String>();
        var descriptions = describe(brokers, wanted);
        var resources =
                wanted.stream()
                        .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic.name()))
                        .toList();
        var configs = brokers.ask(admin -> admin.describeConfigs(resources).all());
        for (var topic : wanted) {
            var description = descriptions.get(topic.name());
            var config = configs.get(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()));
            if (description == null || config == null) {
                faults.add(topic.name() + " cannot be described");
                continue;
            }
            if (description.partitions().size() != kafka.partitions()) {
                faults.add(
                        "%s has %d partitions, q2o.kafka.partitions says %d (fixed at first start)"
                                .formatted(
                                        topic.name(),
                                        description.partitions().size(),
                                        kafka.partitions()));
            }
            topic.settings()
                    .forEach((name, value) -> compare(faults, topic.name(), config, name, value));
            if (!kafka.local()) {
                checkDurability(faults, description, config);
            }
        }
        if (!faults.isEmpty()) {
            throw new IllegalStateException("topics do not fit: " + String.join("; ", faults));
        }
    }

    /** Kafka Streams makes the changelog; somebody may have changed it since. */
    private static void checkChangelog(BrokerAdmin brokers) {
        var topic = new ConfigResource(ConfigResource.Type.TOPIC, CHANGELOG);
        var config = brokers.ask(admin -> admin.describeConfigs(List.of(topic)).all()).get(topic);
        var faults = new ArrayList<String>();
        if (config != null) {
            changelogSettings()
                    .forEach((name, value) -> compare(faults, CHANGELOG, config, name, value));
        }
        if (!faults.isEmpty()) {
            throw new IllegalStateException("topics do not fit: " + String.join("; ", faults));
        }
    }

    private static void compare(
            List<String> faults, String topic, Config config, String name, String wanted) {
        var entry = config.get(name);
        var actual = entry == null ? "unset" : entry.value();
        if (!wanted.equals(actual)) {
            faults.add("%s: %s is %s and must be %s".formatted(topic, name, actual, wanted));
        }
    }

    private static void checkDurability(
            List<String> faults, TopicDescription topic, Config config) {
        var replicas =
                topic.partitions().stream()
                        .mapToInt(partition -> partition.replicas().size())
                        .min()
                        .orElse(0);
        if (replicas < 3) {
            faults.add(
                    "%s has %d replicas, 3 are needed unless q2o.kafka.local is true"
                            .formatted(topic.name(), replicas));
        }
        if (Integer.parseInt(config.get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG).value()) < 2) {
            faults.add(topic.name() + ": min.insync.replicas must be 2 or more");
        }
        if (Boolean.parseBoolean(
                config.get(TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG).value())) {
            faults.add(topic.name() + ": unclean.leader.election.enable must be false");
        }
    }

    private static void checkTransactions(BrokerAdmin brokers) {
        var feature =
                brokers.ask(admin -> admin.describeFeatures().featureMetadata())
                        .finalizedFeatures()
                        .get("transaction.version");
        if (feature == null || feature.maxVersionLevel() < 2) {
            throw new IllegalStateException(
                    "the brokers' feature transaction.version must be 2 (kafka-features.sh upgrade)");
        }
    }

    /** A topic just created is not known everywhere at once. */
    private static Map<String, TopicDescription> describe(
            BrokerAdmin brokers, List<TopicSettings> wanted) {
        var names = wanted.stream().map(TopicSettings::name).toList();
        var until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return brokers.ask(admin -> admin.describeTopics(names).allTopicNames());
            } catch (BrokerException fault) {
                if (System.nanoTime() > until) {
                    throw fault;
                }
                pause();
            }
        }
    }

    /**
     * Metadata name the leader of a new partition before it is at work. Records that come too early
     * are refused, and those sent right behind them may not be: the first ones would then be out of
     * sequence for good.
     */
    private static void awaitLeaders(BrokerAdmin brokers, List<TopicSettings> made) {
        var partitions =
                describe(brokers, made).entrySet().stream()
                        .flatMap(topic ->
                                topic.getValue().partitions().stream()
                                        .map(one ->
                                                new TopicPartition(
                                                        topic.getKey(), one.partition())))
                        .toList();
        brokers.offsets(partitions, OffsetSpec.latest());
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted at start", stop);
        }
    }
}
