package io.q2o.processors.automation;

import io.q2o.log.CloudEventHeaders;
import io.q2o.log.DeadLetterRecord;
import io.q2o.log.EventRecord;
import io.q2o.log.KafkaSettings;
import io.q2o.log.UnreadableRecordException;
import io.q2o.processors.health.Troubled;
import io.q2o.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
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
    private final Map<String, Object> client;
    private final Consumer<DeadLetterRecord> setAside;
    private final Map<Integer, String> troubles = new ConcurrentSkipListMap<>();
    private final Thread thread;
    private volatile @Nullable KafkaConsumer<String, byte[]> consumer;
    private volatile boolean closed;

    /**
     * @param setAside makes a dead letter durable, or throws
     */
    AutomationRunner(
            Automation automation, KafkaSettings kafka, Consumer<DeadLetterRecord> setAside) {
        this.automation = automation;
        this.setAside = setAside;
        client = kafka.clientSettings("q2o-automation-" + automation.name());
        client.put(ConsumerConfig.GROUP_ID_CONFIG, "q2o-automation-" + automation.name());
        client.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        client.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        client.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        client.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        client.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000);
        client.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_500);
        client.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        // half a second later is soon enough, and every commit would cost a fetch otherwise
        client.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1 << 20);
        client.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 500);
        thread =
                Thread.ofPlatform()
                        .daemon()
                        .name("automation-" + automation.name())
                        .unstarted(this::run);
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
        if (thread.getState() == Thread.State.TERMINATED && !closed) {
            return "its thread has ended";
        }
        return troubles.isEmpty() ? null : "tries again, by partition: " + troubles;
    }

    private void run() {
        while (!closed) {
            try (var reader =
                    new KafkaConsumer<>(
                            client, new StringDeserializer(), new ByteArrayDeserializer())) {
                consumer = reader;
                awaitEvents(reader);
                reader.subscribe(List.of(Topics.EVENTS));
                while (!closed) {
                    var records = reader.poll(Duration.ofSeconds(1));
                    for (var partition : records.partitions()) {
                        follow(reader, partition, records.records(partition));
                    }
                }
            } catch (WakeupException | InterruptException stop) {
                LOG.debug("{} stops", automation.name());
            } catch (KafkaException fault) {
                LOG.warn("{} starts anew: {}", automation.name(), fault.toString());
                rest();
            } finally {
                consumer = null;
                troubles.clear();
            }
        }
    }

    /** A consumer that subscribes to a topic before it exists would learn of it minutes later. */
    private void awaitEvents(KafkaConsumer<String, byte[]> reader) {
        while (!closed && reader.partitionsFor(Topics.EVENTS).isEmpty()) {
            rest();
        }
    }

    private void follow(
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
            rest();
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

    private void rest() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        var reader = consumer;
        if (reader != null) {
            reader.wakeup();
        }
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
