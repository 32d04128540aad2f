package io.q2o.command.decider;

import io.q2o.log.CloudEventHeaders;
import io.q2o.log.KafkaSettings;
import io.q2o.log.TopicSetup;
import io.q2o.schemas.Topics;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a partition remembers, and where the group goes on in it, in one transaction:
 * whatever interrupts it, a decider that starts later finds the old or the new and nothing between.
 * Only what differs from what is there is written. What an earlier run left open is aborted at the
 * start.
 */
final class StateTransaction implements AutoCloseable {
    /** How long a partition may take; a start after a kill waits so long for its offsets. */
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private final KafkaProducer<String, byte[]> producer;
    private final WrittenLog log;

    /**
     * What one partition came to.
     *
     * @param written entries that were missing or different
     * @param removed entries that nothing tells of any more
     * @param plans plan terms that were missing or old in {@code q2o.plans}
     */
    record Written(int written, int removed, int plans) {}

    StateTransaction(KafkaSettings kafka, String compression, WrittenLog log) {
        this.log = log;
        var settings = kafka.clientSettings("q2o-fold");
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, DeciderRuntime.APPLICATION + "-fold");
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) LONGEST.toMillis());
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, compression);
        producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        producer.initTransactions();
    }

    /**
     * Writes one partition.
     *
     * @param entries by stored key
     * @param plans the last event of each plan, by its id
     * @param last asked before it is committed; whatever it throws leaves everything as it was
     */
    Written write(
            int partition,
            Map<String, byte[]> entries,
            Map<String, ConsumerRecord<String, byte[]>> plans,
            long next,
            Runnable last) {
        var old = entriesOf(partition);
        var lacking = plans.isEmpty() ? plans : lacking(plans);
        producer.beginTransaction();
        var written = 0;
        for (var entry : entries.entrySet()) {
            if (!Arrays.equals(entry.getValue(), old.remove(entry.getKey()))) {
                put(partition, entry.getKey(), entry.getValue());
                written++;
            }
        }
        old.keySet().forEach(key -> put(partition, key, null));
        lacking.forEach(this::copy);
        producer.sendOffsetsToTransaction(
                Map.of(new TopicPartition(Topics.COMMANDS, partition), new OffsetAndMetadata(next)),
                log.group());
        producer.flush();
        last.run();
        producer.commitTransaction();
        return new Written(written, old.size(), lacking.size());
    }

    private Map<String, byte[]> entriesOf(int partition) {
        var entries = new HashMap<String, byte[]>();
        log.read(
                new TopicPartition(TopicSetup.CHANGELOG, partition),
                record -> {
                    if (record.value() == null) {
                        entries.remove(record.key());
                    } else {
                        entries.put(record.key(), record.value());
                    }
                });
        return entries;
    }

    private void put(int partition, String key, byte @Nullable [] value) {
        var _ = producer.send(new ProducerRecord<>(TopicSetup.CHANGELOG, partition, key, value));
    }

    /** What {@code q2o.plans} lacks of them. */
    private Map<String, ConsumerRecord<String, byte[]>> lacking(
            Map<String, ConsumerRecord<String, byte[]>> plans) {
        var lacking = new HashMap<>(plans);
        for (var info : producer.partitionsFor(Topics.PLANS)) {
            log.read(
                    new TopicPartition(Topics.PLANS, info.partition()),
                    record ->
                            lacking.compute(
                                    record.key(),
                                    (plan, _) -> {
                                        var event = plans.get(plan);
                                        return event == null || isSame(event, record)
                                                ? null
                                                : event;
                                    }));
        }
        return lacking;
    }

    private static boolean isSame(
            ConsumerRecord<String, byte[]> one, ConsumerRecord<String, byte[]> other) {
        return Objects.equals(
                CloudEventHeaders.text(one.headers(), CloudEventHeaders.ID),
                CloudEventHeaders.text(other.headers(), CloudEventHeaders.ID));
    }

    private void copy(String plan, ConsumerRecord<String, byte[]> event) {
        var _ =
                producer.send(
                        new ProducerRecord<>(
                                Topics.PLANS,
                                null,
                                event.timestamp(),
                                plan,
                                event.value(),
                                event.headers()));
    }

    /** What was not committed is aborted. */
    @Override
    public void close() {
        producer.close();
    }
}
