package io.q2o.benchmarks;

import io.q2o.schemas.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * What the decider's replay is compared with: reads commands and writes, for each, as many records
 * as a registration makes, in transactions as long as the decider's. Decides and stores nothing.
 */
public final class BareReplay {
    static final String TOPIC = "benchmark.replay";

    /**
     * Three events, an outcome, and seven entries of the changelog: tenant, subscription, code, its
     * hash, counts of codes, version, guard.
     */
    private static final int RECORDS = 11;

    private static final long TRANSACTION_NANOS = 10_000_000;
    private static final Duration POLL = Duration.ofMillis(10);

    private BareReplay() {}

    /** Copies so many commands and prints how many it copied a second. */
    public static void main(String[] arguments) {
        var count = Integer.parseInt(arguments[0]);
        var reading =
                Map.<String, Object>of(
                        "bootstrap.servers",
                        System.getenv("BARE_KAFKA"),
                        "group.id",
                        "bare-replay-" + System.nanoTime(),
                        "enable.auto.commit",
                        false,
                        "isolation.level",
                        "read_committed",
                        "max.poll.records",
                        1_000);
        var writing =
                Map.<String, Object>of(
                        "bootstrap.servers",
                        System.getenv("BARE_KAFKA"),
                        "transactional.id",
                        "bare-replay",
                        "linger.ms",
                        1,
                        "compression.type",
                        "lz4");
        try (var consumer =
                        new KafkaConsumer<>(
                                reading, new StringDeserializer(), new ByteArrayDeserializer());
                var producer =
                        new KafkaProducer<>(
                                writing, new StringSerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            System.out.println(copy(count, consumer, producer));
        }
        System.exit(0);
    }

    private static double copy(
            int count,
            KafkaConsumer<String, byte[]> consumer,
            KafkaProducer<String, byte[]> producer) {
        var partitions =
                IntStream.range(0, Stack.PARTITIONS)
                        .mapToObj(n -> new TopicPartition(Topics.COMMANDS, n))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
        var copied = 0;
        var began = 0L;
        var open = 0L;
        while (copied < count) {
            for (var record : consumer.poll(POLL)) {
                var now = System.nanoTime();
                began = began == 0 ? now : began;
                if (open == 0) {
                    producer.beginTransaction();
                    open = now;
                }
                for (int n = 0; n < RECORDS; n++) {
                    producer.send(
                            new ProducerRecord<>(
                                    TOPIC, record.partition(), record.key(), record.value()));
                }
                offsets.put(
                        new TopicPartition(record.topic(), record.partition()),
                        new OffsetAndMetadata(record.offset() + 1));
                copied++;
                if (now - open > TRANSACTION_NANOS) {
                    producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
                    producer.commitTransaction();
                    open = 0;
                }
            }
        }
        if (open != 0) {
            producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
            producer.commitTransaction();
        }
        return copied * 1e9 / (System.nanoTime() - began);
    }
}
