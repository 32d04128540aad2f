package io.q2o.command.decider;

import io.q2o.log.BrokerAdmin;
import io.q2o.log.KafkaSettings;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads partitions to the end that they have when it is asked: committed records only, and a
 * transaction that is still open there is waited for.
 */
final class WrittenLog implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<String, byte[]> reader;
    private final BrokerAdmin brokers;
    private final Duration patience;

    /**
     * @param patience how long nothing may come
     */
    WrittenLog(KafkaSettings kafka, BrokerAdmin brokers, Duration patience) {
        this.brokers = brokers;
        this.patience = patience;
        var settings = kafka.readerSettings("q2o-fold");
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, DeciderRuntime.APPLICATION);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        // what still waits at the end of one partition keeps the next one waiting
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 20);
        reader =
                new KafkaConsumer<>(
                        settings, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** The decider's group as its offsets are committed; reading makes nobody a member of it. */
    ConsumerGroupMetadata group() {
        return reader.groupMetadata();
    }

    /** The first offset that is there. */
    long start(TopicPartition partition) {
        return offset(partition, OffsetSpec.earliest());
    }

    /** The offset after the last one, whether committed or not. */
    long end(TopicPartition partition) {
        return offset(partition, OffsetSpec.latest());
    }

    private long offset(TopicPartition partition, OffsetSpec which) {
        return Objects.requireNonNull(brokers.offsets(List.of(partition), which).get(partition));
    }

    /** Hands over each record of a partition, in order. */
    void read(TopicPartition partition, Consumer<ConsumerRecord<String, byte[]>> each) {
        find(
                partition,
                start(partition),
                record -> {
                    each.accept(record);
                    return false;
                });
    }

    /** The first record that is wanted at an offset or after it, null if there is none. */
    @Nullable ConsumerRecord<String, byte[]> find(
            TopicPartition partition,
            long from,
            Predicate<ConsumerRecord<String, byte[]>> isWanted) {
        var end = end(partition);
        reader.assign(List.of(partition));
        reader.seek(partition, from);
        var last = System.nanoTime();
        for (var position = from; position < end; ) {
            for (var record : reader.poll(POLL).records(partition)) {
                if (isWanted.test(record)) {
                    return record;
                }
            }
            var before = position;
            position = reader.position(partition);
            if (position > before) {
                last = System.nanoTime();
            } else if (System.nanoTime() - last > patience.toNanos()) {
                throw new FoldRefusedException(
                        "%s can be read to offset %d only and ends at %d: a transaction is open there"
                                        .formatted(partition, position, end)
                                + ", wait until it has timed out and fold again");
            }
        }
        return null;
    }

    @Override
    public void close() {
        reader.close();
    }
}
