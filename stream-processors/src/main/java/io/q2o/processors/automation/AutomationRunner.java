package io.q2o.processors.automation;

import io.q2o.log.CloudEventHeaders;
import io.q2o.log.DeadLetterRecord;
import io.q2o.log.EventRecord;
import io.q2o.log.KafkaSettings;
import io.q2o.log.ReadingThread;
import io.q2o.log.UnreadableRecordException;
import io.q2o.processors.health.Troubled;
import io.q2o.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one automation over committed events: at least once each, in order of each partition. Its
 * place is kept as the offsets of its consumer group, which move only after an event was dealt
 * with.
 */
final class AutomationRunner implements AutoCloseable, Troubled {
    private static final Logger LOG = LoggerFactory.getLogger(AutomationRunner.class);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Automation automation;
    private final Consumer<DeadLetterRecord> setAside;
    private final Map<Integer, String> troubles = new ConcurrentSkipListMap<>();
    private final ReadingThread thread;

    /**
     * @param setAside makes a dead letter durable, or throws
     */
    AutomationRunner(
            Automation automation, KafkaSettings kafka, Consumer<DeadLetterRecord> setAside) {
        this.automation = automation;
        this.setAside = setAside;
        var client = kafka.readerSettings("q2o-automation-" + automation.name());
        client.put(ConsumerConfig.GROUP_ID_CONFIG, "q2o-automation-" + automation.name());
        client.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000);
        client.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_500);
        // half a second later is soon enough, and every commit would cost a fetch otherwise
        client.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1 << 20);
        client.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 500);
        thread =
                new ReadingThread(
                        "automation-" + automation.name(), client, this::follow, this::failed);
    }

    void start() {
        thread.start();
    }

    @Override
    public String name() {
        return automation.name();
    }

    /** Which partitions are tried again at present and why, null if none. */
    @Override
    public @Nullable String trouble() {
        if (thread.hasFailed()) {
            return "its thread has ended";
        }
        return troubles.isEmpty() ? null : "tries again, by partition: " + troubles;
    }

    private void follow(KafkaConsumer<String, byte[]> reader) {
        try {
            awaitEvents(reader);
            reader.subscribe(List.of(Topics.EVENTS), new Assignment());
            while (!thread.isClosed()) {
                var records = reader.poll(Duration.ofSeconds(1));
                for (var partition : records.partitions()) {
                    carryOut(reader, partition, records.records(partition));
                }
            }
        } finally {
            troubles.clear();
        }
    }

    /** What is tried again by another member is its trouble. */
    private final class Assignment implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> added) {}

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> taken) {
            taken.forEach(partition -> troubles.remove(partition.partition()));
        }
    }

    private void failed(RuntimeException fault) {
        LOG.warn("{} starts anew: {}", automation.name(), fault.toString());
        thread.rest(PAUSE);
    }

    /** A consumer that subscribes to a topic before it exists would learn of it minutes later. */
    private void awaitEvents(KafkaConsumer<String, byte[]> reader) {
        while (!thread.isClosed() && reader.partitionsFor(Topics.EVENTS).isEmpty()) {
            thread.rest(PAUSE);
        }
    }

    private void carryOut(
            KafkaConsumer<String, byte[]> reader,
            TopicPartition partition,
            List<ConsumerRecord<String, byte[]>> records) {
        try {
            var letters = new ArrayList<DeadLetterRecord>();
            var events = read(records, letters);
            if (!events.isEmpty()) {
                automation.carryOut(events).block(LIMIT);
            }
            // not before: what is tried again would be set aside each time
            letters.forEach(setAside);
        } catch (RuntimeException fault) {
            var first = records.getFirst().offset();
            LOG.warn("{} tries {}@{} again", automation.name(), partition, first, fault);
            troubles.put(partition.partition(), fault.getClass().getSimpleName());
            reader.seek(partition, first);
            thread.rest(PAUSE);
            return;
        }
        troubles.remove(partition.partition());
        var next = records.getLast().offset() + 1;
        try {
            reader.commitSync(Map.of(partition, new OffsetAndMetadata(next)));
        } catch (CommitFailedException | RebalanceInProgressException moved) {
            LOG.debug("{}: {} moves, its events may come again", automation.name(), partition);
        }
    }

    /** What it follows; what cannot be read goes to the dead letters, and the others go on. */
    private List<EventRecord> read(
            List<ConsumerRecord<String, byte[]>> records, List<DeadLetterRecord> letters) {
        var events = new ArrayList<EventRecord>();
        for (var record : records) {
            if (isFollowed(record)) {
                try {
                    events.add(EventRecord.read(record));
                } catch (UnreadableRecordException unreadable) {
                    letters.add(
                            new DeadLetterRecord(
                                    record.topic(),
                                    record.partition(),
                                    record.offset(),
                                    record.key(),
                                    record.value(),
                                    automation.name() + ": " + unreadable.getMessage(),
                                    record.headers()));
                }
            }
        }
        return events;
    }

    private boolean isFollowed(ConsumerRecord<String, byte[]> record) {
        var type = CloudEventHeaders.text(record.headers(), CloudEventHeaders.TYPE);
        return type != null && automation.follows().contains(type);
    }

    @Override
    public void close() {
        thread.close();
    }
}
