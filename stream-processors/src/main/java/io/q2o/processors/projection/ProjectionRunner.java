package io.q2o.processors.projection;

import io.micrometer.core.instrument.MeterRegistry;
import io.q2o.log.KafkaSettings;
import io.q2o.log.ReadingThread;
import io.q2o.processors.health.Troubled;
import io.q2o.processors.projection.BatchWriter.LostRaceException;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one projection: polls committed records, and writes those of each partition in one
 * transaction with its position, few records of several partitions together. The position row
 * fences: whoever finds another value in it than it expected has lost the race, forgets what it
 * read and goes on from there, as long as the group still assigns the partition to it. Kafka's own
 * offsets play no part.
 *
 * <p>Records that cannot be applied park their tenant; whatever else goes wrong is tried again
 * until it succeeds.
 */
public final class ProjectionRunner<R> implements AutoCloseable, Troubled {
    private static final Logger LOG = LoggerFactory.getLogger(ProjectionRunner.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration SHORT_POLL = Duration.ofMillis(100);
    private static final Duration FIRST_REST = Duration.ofMillis(100);
    private static final Duration LONGEST_REST = Duration.ofSeconds(2);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

    private final Projection<R> projection;
    private final BatchWriter<R> writer;
    private final RoundWriter rounds;
    private final ReadLog log;
    private final ProjectionMetrics metrics;

    /** Partitions of this member; null where the position has yet to be read. */
    private final Map<TopicPartition, Positions.@Nullable Progress> assigned = new HashMap<>();

    /** Partitions whose log is not the one that was read, and when that was seen last. */
    private final Map<TopicPartition, Long> refused = new HashMap<>();

    private final Map<TopicPartition, String> troubles = new ConcurrentHashMap<>();
    private final ReadingThread thread;
    private Duration rest = FIRST_REST;
    private volatile @Nullable String brokerTrouble;

    ProjectionRunner(
            Projection<R> projection,
            KafkaSettings kafka,
            ConnectionFactory database,
            ProjectionSettings settings,
            MeterRegistry meters) {
        this.projection = projection;
        metrics = new ProjectionMetrics(projection.name(), meters);
        writer = new BatchWriter<>(projection, database, settings);
        rounds = new RoundWriter(writer);
        log = new ReadLog(projection.name(), projection.isOrdered());
        thread =
                new ReadingThread(
                        "projection-" + projection.name(),
                        readerSettings(projection.name(), kafka, settings),
                        this::follow,
                        this::failed);
    }

    private static Map<String, Object> readerSettings(
            String name, KafkaSettings kafka, ProjectionSettings settings) {
        var client = kafka.readerSettings("q2o-projection-" + name);
        client.put(ConsumerConfig.GROUP_ID_CONFIG, "q2o-projection-" + name);
        client.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, settings.batch());
        client.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000);
        client.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_500);
        client.put(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                CooperativeStickyAssignor.class.getName());
        return client;
    }

    /** Begins to project. */
    public void start() {
        thread.start();
    }

    /** Why not everything is projected at present, null while all is well. */
    @Override
    public @Nullable String trouble() {
        var broker = brokerTrouble;
        if (thread.hasFailed()) {
            return "its thread has ended";
        }
        return broker != null ? broker : troubles.values().stream().findFirst().orElse(null);
    }

    /** Stored name of the projection. */
    @Override
    public String name() {
        return projection.name();
    }

    private void follow(KafkaConsumer<String, byte[]> reader) {
        try {
            awaitTopic(reader);
            reader.subscribe(List.of(projection.topic()), new Assignment());
            while (!thread.isClosed()) {
                takeUp(reader);
                project(reader, reader.poll(isAnyUnread() ? SHORT_POLL : POLL));
            }
        } finally {
            assigned.clear();
            refused.clear();
            troubles.clear();
            metrics.forgetAll();
        }
    }

    private void failed(RuntimeException fault) {
        brokerTrouble = Faults.trouble(fault);
        LOG.warn("{} starts anew", projection.name(), fault);
        rest();
    }

    /** A consumer that subscribes to a topic before it exists would learn of it minutes later. */
    private void awaitTopic(KafkaConsumer<String, byte[]> reader) {
        while (!thread.isClosed() && reader.partitionsFor(projection.topic()).isEmpty()) {
            brokerTrouble = "there is no topic " + projection.topic();
            rest();
        }
        brokerTrouble = null;
        rest = FIRST_REST;
    }

    /** Only remembers what changed: positions are read between polls, where a failure can wait. */
    private final class Assignment implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> added) {
            added.forEach(partition -> assigned.put(partition, null));
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> taken) {
            taken.forEach(partition -> {
                assigned.remove(partition);
                refused.remove(partition);
                troubles.remove(partition);
                metrics.forget(partition);
            });
        }
    }

    private boolean isAnyUnread() {
        return assigned.containsValue(null);
    }

    /** Reads the positions of partitions that are new or in doubt and goes on from there. */
    private void takeUp(KafkaConsumer<String, byte[]> reader) {
        for (var partition : Set.copyOf(assigned.keySet())) {
            if (assigned.get(partition) != null || isRefused(partition)) {
                continue;
            }
            try {
                var standing = writer.standing(partition.partition()).block();
                if (standing != null) {
                    log.check(reader, partition, standing.next());
                    reader.seek(partition, standing.next());
                    reader.resume(List.of(partition));
                    stands(partition, standing);
                }
            } catch (KafkaException fault) {
                throw fault;
            } catch (ReadLog.WrongLogException wrong) {
                reader.pause(List.of(partition));
                refused.put(partition, System.nanoTime());
                isInTrouble(partition, wrong);
            } catch (RuntimeException fault) {
                reader.pause(
                        assigned.keySet().stream()
                                .filter(each -> assigned.get(each) == null)
                                .toList());
                isInTrouble(partition, fault);
                rest();
                return;
            }
        }
    }

    /** Such a partition is looked at now and then, and keeps no other one waiting. */
    private boolean isRefused(TopicPartition partition) {
        var since = refused.get(partition);
        return since != null && System.nanoTime() - since < LOOK_AGAIN.toNanos();
    }

    private void stands(TopicPartition partition, Positions.Progress progress) {
        assigned.put(partition, progress);
        refused.remove(partition);
        metrics.stands(partition, progress);
    }

    /** Writes what was polled, each partition's records in order. */
    private void project(
            KafkaConsumer<String, byte[]> reader, ConsumerRecords<String, byte[]> polled) {
        var parts = new ArrayList<BatchWriter.Part>();
        for (var partition : polled.partitions()) {
            var progress = assigned.get(partition);
            if (progress != null) {
                parts.add(
                        new BatchWriter.Part(
                                partition.partition(), progress, polled.records(partition)));
            }
        }
        var outcomes = rounds.write(parts);
        outcomes.forEach(this::settle);
        if (outcomes.stream().anyMatch(outcome -> troubles.containsKey(of(outcome)))) {
            rest();
        }
        for (var partition : assigned.keySet()) {
            reader.currentLag(partition).ifPresent(lag -> metrics.lags(partition, lag));
            if (hasNothingToDo(partition, polled)) {
                isWell(partition);
            }
        }
    }

    private boolean hasNothingToDo(
            TopicPartition partition, ConsumerRecords<String, byte[]> polled) {
        return assigned.get(partition) != null
                && polled.records(partition).isEmpty()
                && metrics.isCaughtUp(partition);
    }

    private TopicPartition of(RoundWriter.Outcome outcome) {
        return new TopicPartition(projection.topic(), outcome.partition());
    }

    private void settle(RoundWriter.Outcome outcome) {
        var partition = of(outcome);
        var written = outcome.written();
        if (written != null) {
            stands(partition, written.progress());
            metrics.written(written);
            isWell(partition);
            return;
        }
        assigned.put(partition, null);
        var fault = outcome.fault();
        if (fault instanceof LostRaceException) {
            LOG.info("{} {}: another writer was first", projection.name(), partition);
            metrics.fenced();
        } else if (fault != null) {
            isInTrouble(partition, fault);
        }
    }

    private void isWell(TopicPartition partition) {
        if (troubles.remove(partition) != null) {
            LOG.info("{} {} goes on", projection.name(), partition);
        }
        if (troubles.isEmpty()) {
            rest = FIRST_REST;
        }
    }

    private void isInTrouble(TopicPartition partition, Throwable fault) {
        if (troubles.put(partition, Faults.trouble(fault)) == null) {
            LOG.warn("{} {} tries until it succeeds", projection.name(), partition, fault);
        }
    }

    /** Waits a little longer each time, until all is well again. */
    private void rest() {
        thread.rest(rest);
        rest = rest.compareTo(LONGEST_REST) < 0 ? rest.multipliedBy(2) : rest;
    }

    /** Finishes the batches under way. */
    @Override
    public void close() {
        thread.close();
    }
}
