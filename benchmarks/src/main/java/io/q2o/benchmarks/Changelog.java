package io.q2o.benchmarks;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The decider's changelog, read from where it ended the last time. */
final class Changelog implements AutoCloseable {
    private static final String TOPIC = "q2o-decider-state-changelog";
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<String, byte[]> consumer;
    private final List<TopicPartition> partitions =
            IntStream.range(0, Stack.PARTITIONS)
                    .mapToObj(n -> new TopicPartition(TOPIC, n))
                    .toList();
    private Map<TopicPartition, Long> read = new HashMap<>();

    /**
     * What was appended meanwhile.
     *
     * @param bytes of keys and values, before they are compressed
     * @param kinds by the first part of the key
     */
    record Appended(long bytes, Map<String, Kind> kinds) {}

    /**
     * Entries of one kind.
     *
     * @param entries that differ
     * @param meanValue bytes of a value in the middle
     */
    record Kind(int entries, double meanValue) {}

    private static final class Counting {
        private final Set<String> keys = new HashSet<>();
        private long records;
        private long bytes;
    }

    Changelog(Stack stack) {
        consumer =
                new KafkaConsumer<>(
                        stack.kafka().readerSettings("benchmark-changelog"),
                        new StringDeserializer(),
                        new ByteArrayDeserializer());
        consumer.assign(partitions);
    }

    /** Passes over everything that is there. */
    void skip() {
        read = consumer.endOffsets(partitions);
    }

    Appended rest() {
        var ends = consumer.endOffsets(partitions);
        partitions.forEach(one -> consumer.seek(one, read.getOrDefault(one, 0L)));
        var bytes = 0L;
        var kinds = new HashMap<String, Counting>();
        while (partitions.stream()
                .anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L))) {
            for (var record : consumer.poll(POLL)) {
                var key = record.key();
                var value = record.value() == null ? 0 : record.value().length;
                bytes += record.serializedKeySize() + value;
                var slash = key.indexOf('/');
                var kind =
                        kinds.computeIfAbsent(
                                slash < 0 ? key : key.substring(0, slash), _ -> new Counting());
                kind.keys.add(key);
                kind.records++;
                kind.bytes += value;
            }
        }
        read = ends;
        var counted = new HashMap<String, Kind>();
        kinds.forEach((name, kind) ->
                counted.put(name, new Kind(kind.keys.size(), (double) kind.bytes / kind.records)));
        return new Appended(bytes, Map.copyOf(counted));
    }

    @Override
    public void close() {
        consumer.close();
    }
}
