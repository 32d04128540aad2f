package io.q2o.command.decider;

import io.q2o.log.CloudEventHeaders;
import io.q2o.log.KafkaSettings;
import io.q2o.log.OutcomeRecord;
import io.q2o.log.ReadingThread;
import io.q2o.log.UnreadableRecordException;
import io.q2o.schemas.Topics;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
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

    private final int partitions;
    private final Partitions owned;
    private final Outcomes outcomes;
    private final ReadingThread thread;

    OutcomeReader(KafkaSettings kafka, Partitions owned, Outcomes outcomes) {
        var settings = kafka.readerSettings("q2o-outcomes");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        partitions = kafka.partitions();
        this.owned = owned;
        this.outcomes = outcomes;
        thread =
                new ReadingThread(
                        "outcomes",
                        settings,
                        this::follow,
                        fault -> LOG.warn("reading outcomes starts anew: {}", fault.toString()));
    }

    void start() {
        owned.onMoved(thread::wake);
        thread.start();
    }

    private void follow(KafkaConsumer<String, byte[]> reader) {
        while (!thread.isClosed()) {
            try {
                if (assign(reader)) {
                    reader.poll(Duration.ofSeconds(1)).forEach(this::answer);
                } else {
                    thread.pause();
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
        thread.close();
    }
}
