package io.q2o.command.decider;

import io.q2o.log.CloudEventHeaders;
import io.q2o.log.KafkaSettings;
import io.q2o.log.OutcomeRecord;
import io.q2o.log.UnreadableRecordException;
import io.q2o.schemas.Topics;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows {@code q2o.outcomes} of the partitions that other instances decide, uncommitted: an
 * outcome follows from the log alone, so that it stands whatever becomes of its transaction. A
 * partition that moves away is read from a while before it moved.
 */
final class OutcomeReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OutcomeReader.class);

    /** Longer than anybody waits for an answer. */
    private static final Duration LOOK_BACK = Duration.ofSeconds(30);

    private final Map<String, Object> settings;
    private final int partitions;
    private final Partitions owned;
    private final Outcomes outcomes;
    private final Semaphore woken = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable KafkaConsumer<String, byte[]> consumer;

    OutcomeReader(KafkaSettings kafka, Partitions owned, Outcomes outcomes) {
        settings = kafka.clientSettings("q2o-outcomes");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        partitions = kafka.partitions();
        this.owned = owned;
        this.outcomes = outcomes;
        thread = Thread.ofPlatform().daemon().name("outcomes").unstarted(this::run);
    }

    void start() {
        owned.onMoved(this::wake);
        thread.start();
    }

    private void wake() {
        woken.release();
        var reader = consumer;
        if (reader != null) {
            reader.wakeup();
        }
    }

    private void run() {
        while (!closed) {
            try (var reader =
                    new KafkaConsumer<>(
                            settings, new StringDeserializer(), new ByteArrayDeserializer())) {
                consumer = reader;
                follow(reader);
            } catch (WakeupException | InterruptException stop) {
                LOG.debug("woken");
            } catch (KafkaException fault) {
                LOG.warn("reading outcomes starts anew: {}", fault.toString());
            } finally {
                consumer = null;
            }
        }
    }

    private void follow(KafkaConsumer<String, byte[]> reader) {
        while (!closed) {
            try {
                if (assign(reader)) {
                    reader.poll(Duration.ofSeconds(1)).forEach(this::answer);
                } else {
                    idle();
                }
            } catch (WakeupException moved) {
                LOG.debug("partitions moved");
            }
        }
    }

    /** Takes up foreign partitions; whether there are any. */
    private boolean assign(KafkaConsumer<String, byte[]> reader) {
        var foreign =
                IntStream.range(0, partitions)
                        .filter(partition -> !owned.isOwned(partition))
                        .mapToObj(partition -> new TopicPartition(Topics.OUTCOMES, partition))
                        .collect(Collectors.toSet());
        if (!foreign.equals(reader.assignment())) {
            var added = new HashSet<>(foreign);
            added.removeAll(reader.assignment());
            reader.assign(foreign);
            seek(reader, added);
        }
        return !foreign.isEmpty();
    }

    private static void seek(KafkaConsumer<String, byte[]> reader, Set<TopicPartition> added) {
        if (added.isEmpty()) {
            return;
        }
        var since = System.currentTimeMillis() - LOOK_BACK.toMillis();
        try {
            reader.offsetsForTimes(
                            added.stream()
                                    .collect(Collectors.toMap(partition -> partition, _ -> since)))
                    .forEach((partition, found) -> {
                        if (found == null) {
                            reader.seekToEnd(Set.of(partition));
                        } else {
                            reader.seek(partition, found.offset());
                        }
                    });
        } catch (KafkaException again) {
            reader.unsubscribe();
            throw again;
        }
    }

    private void idle() {
        try {
            woken.acquire();
            woken.drainPermits();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    private void answer(ConsumerRecord<String, byte[]> record) {
        var id = CloudEventHeaders.text(record.headers(), CloudEventHeaders.COMMAND_CE_ID);
        try {
            if (id != null && outcomes.isExpected(UUID.fromString(id))) {
                outcomes.answer(OutcomeRecord.read(record));
            }
        } catch (UnreadableRecordException | IllegalArgumentException foreign) {
            LOG.warn("outcome {} cannot be read: {}", record.key(), foreign.getMessage());
        }
    }

    @Override
    public void close() {
        closed = true;
        wake();
        if (!thread.isAlive()) {
            return;
        }
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
