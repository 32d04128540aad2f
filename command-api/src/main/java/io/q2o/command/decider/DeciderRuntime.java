package io.q2o.command.decider;

import io.micrometer.core.instrument.MeterRegistry;
import io.q2o.command.secrets.DerivedSecrets;
import io.q2o.domain.RuleBook;
import io.q2o.log.BrokerAdmin;
import io.q2o.log.BrokerException;
import io.q2o.log.KafkaSettings;
import io.q2o.log.TopicSetup;
import io.q2o.schemas.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Properties;
import java.util.UUID;
import org.apache.kafka.common.Metric;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Runs the decider: creates and checks topics, starts Kafka Streams before the door opens, and on a
 * graceful stop leaves the group, so that another instance takes over at once.
 */
public final class DeciderRuntime implements SmartLifecycle {
    /** Names the consumer group, the changelog and the transactional ids. */
    static final String APPLICATION = "q2o-decider";

    private static final Logger LOG = LoggerFactory.getLogger(DeciderRuntime.class);

    private final KafkaSettings kafka;
    private final DeciderSettings settings;
    private final Partitions partitions;
    private final OutcomeReader reader;
    private final RuleBook rules;
    private final DerivedSecrets secrets;
    private final Outcomes outcomes;
    private final DeciderMetrics metrics;
    private volatile @Nullable KafkaStreams streams;
    private volatile @Nullable String handedOver;

    DeciderRuntime(
            KafkaSettings kafka,
            DeciderSettings settings,
            RuleBook rules,
            DerivedSecrets secrets,
            Outcomes outcomes,
            Partitions partitions,
            MeterRegistry meters) {
        this.kafka = kafka;
        this.settings = settings;
        this.rules = rules;
        this.secrets = secrets;
        this.outcomes = outcomes;
        this.partitions = partitions;
        metrics = new DeciderMetrics(meters);
        metrics.watch(partitions, outcomes, this::lag);
        reader = new OutcomeReader(kafka, partitions, outcomes);
    }

    @Override
    public void start() {
        new TopicSetup(kafka).run();
        var lost = new LostCommands(kafka, settings, partitions);
        lost.rewind();
        partitions.onOwned((partition, guard) ->
                Thread.ofVirtual().name("log-start").start(() -> lost.check(partition, guard)));
        var pace = new CommitPace();
        var topology =
                DeciderTopology.of(
                        () ->
                                new DeciderProcessor(
                                        rules,
                                        settings,
                                        secrets,
                                        outcomes,
                                        partitions,
                                        metrics,
                                        pace),
                        settings.persistentStore());
        var client = new KafkaStreams(topology, properties(), pace.clients());
        client.setUncaughtExceptionHandler(this::judge);
        client.setStateListener((now, _) -> {
            if (now == KafkaStreams.State.ERROR && handedOver != null) {
                Thread.ofVirtual().name("leave-group").start(this::leaveGroup);
            }
        });
        streams = client;
        client.start();
        reader.start();
    }

    private StreamThreadExceptionResponse judge(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof HandOverException) {
                handedOver = cause.getMessage();
                LOG.error("nothing is decided here any more: {}", handedOver);
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            }
        }
        LOG.error("a stream thread failed and is replaced", fault);
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private void leaveGroup() {
        try (var brokers = new BrokerAdmin(kafka, "q2o-leave-group")) {
            new DeciderGroup(brokers).remove(instanceId());
            LOG.info("left the group, so that others take over at once");
        } catch (BrokerException fault) {
            LOG.warn("others take over when the session has ended: {}", fault.getMessage());
        }
    }

    private Properties properties() {
        var all = new Properties();
        kafka.clientSettings(APPLICATION).forEach(all::put);
        all.remove("client.id");
        all.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION);
        all.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        all.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDir().toString());
        all.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
        all.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, settings.standbyReplicas());
        all.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, (int) kafka.replicationFactor());
        all.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, CommitPace.LONGEST.toMillis());
        all.put(StreamsConfig.POLL_MS_CONFIG, 10);
        all.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        all.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, 60_000);
        all.put(StreamsConfig.producerPrefix("linger.ms"), settings.linger().toMillis());
        all.put(StreamsConfig.producerPrefix("compression.type"), settings.compression());
        // what is refused until the markers of the commit before are written is asked again so soon
        all.put(StreamsConfig.producerPrefix("retry.backoff.ms"), 10);
        all.put(StreamsConfig.producerPrefix("transaction.timeout.ms"), 5_000);
        all.put(StreamsConfig.mainConsumerPrefix("auto.offset.reset"), "earliest");
        all.put(StreamsConfig.mainConsumerPrefix("session.timeout.ms"), 6_000);
        all.put(StreamsConfig.mainConsumerPrefix("heartbeat.interval.ms"), 1_500);
        all.put(StreamsConfig.mainConsumerPrefix("group.instance.id"), instanceId());
        return all;
    }

    /** Made once and kept beside the state, so that a restart is the same member of the group. */
    private String instanceId() {
        try {
            Files.createDirectories(settings.stateDir());
            var file = settings.stateDir().resolve("instance-id");
            if (!Files.exists(file)) {
                Files.writeString(file, UUID.randomUUID().toString());
            }
            return Files.readString(file).strip();
        } catch (IOException fault) {
            throw new UncheckedIOException(
                    "q2o.decider.state-dir: cannot write to " + settings.stateDir(), fault);
        }
    }

    /** The one of the many figures of Kafka's clients that is worth a series of its own. */
    private double lag() {
        var client = streams;
        return client == null
                ? 0
                : client.metrics().values().stream()
                        .filter(DeciderRuntime::isLag)
                        .mapToDouble(one -> ((Number) one.metricValue()).doubleValue())
                        .filter(Double::isFinite)
                        .sum();
    }

    private static boolean isLag(Metric metric) {
        var name = metric.metricName();
        return name.name().equals("records-lag")
                && Topics.COMMANDS.equals(name.tags().get("topic"));
    }

    /** The state of the Streams client in Kafka's own word. */
    public String state() {
        var client = streams;
        return client == null ? "CREATED" : client.state().name();
    }

    /** Why this process decides nothing any more, null while it does. */
    public @Nullable String handedOver() {
        return handedOver;
    }

    @Override
    public void stop() {
        var client = streams;
        if (client != null) {
            client.close(
                    CloseOptions.groupMembershipOperation(
                                    CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                            .withTimeout(Duration.ofSeconds(settings.restTimeout())));
        }
        reader.close();
        streams = null;
    }

    @Override
    public boolean isRunning() {
        return streams != null;
    }

    /** Starts before the door opens and stops after it has closed. */
    @Override
    public int getPhase() {
        return 0;
    }
}
