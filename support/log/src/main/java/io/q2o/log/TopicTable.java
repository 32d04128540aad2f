package io.q2o.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Reads every partition of a topic from its start and follows it for good, committed records only,
 * without a consumer group: each process has the whole of a small compacted topic in memory.
 * Records are handed to one function on one thread, in order of each partition.
 */
public final class TopicTable implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicTable.class);
    private static final Duration REST = Duration.ofMillis(250);

    private final String topic;
    private final int onlyPartition;
    private final long lookBack;
    private final Map<String, Object> settings;
    private final Consumer<ConsumerRecord<String, byte[]>> apply;
    private final ConcurrentLinkedQueue<CompletableFuture<Void>> asked =
            new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Void> first = new CompletableFuture<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable KafkaConsumer<String, byte[]> consumer;

    private record Waiting(Map<TopicPartition, Long> ends, CompletableFuture<Void> reached) {}

    /**
     * Reads a whole topic.
     *
     * @param apply called for each record, tombstones too; must not throw
     */
    public TopicTable(
            String topic,
            KafkaSettings kafka,
            String clientId,
            Consumer<ConsumerRecord<String, byte[]>> apply) {
        this(topic, -1, Long.MAX_VALUE, kafka, clientId, apply);
    }

    /**
     * Reads the last records of one partition and what follows.
     *
     * @param lookBack offsets before the present end to begin at
     * @param apply called for each record; must not throw
     */
    public TopicTable(
            String topic,
            int partition,
            long lookBack,
            KafkaSettings kafka,
            String clientId,
            Consumer<ConsumerRecord<String, byte[]>> apply) {
        onlyPartition = partition;
        this.lookBack = lookBack;
        this.topic = topic;
        this.apply = apply;
        settings = kafka.clientSettings(clientId);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        thread = Thread.ofPlatform().daemon().name("table-" + topic).unstarted(this::run);
    }

    /** Begins to read. */
    public void start() {
        asked.add(first);
        thread.start();
    }

    /** Completes when everything that was there at the start has been read. */
    public Mono<Void> caughtUp() {
        return Mono.fromFuture(first, true);
    }

    /** Completes when everything that is committed at the time of the call has been read. */
    public Mono<Void> reachEnd() {
        return Mono.defer(() -> {
            var reached = new CompletableFuture<Void>();
            asked.add(reached);
            var reader = consumer;
            if (reader != null) {
                reader.wakeup();
            }
            return Mono.fromFuture(reached, true);
        });
    }

    private void run() {
        while (!closed) {
            try (var reader =
                    new KafkaConsumer<>(
                            settings, new StringDeserializer(), new ByteArrayDeserializer())) {
                consumer = reader;
                follow(reader);
            } catch (WakeupException | InterruptException stop) {
                LOG.debug("{}: woken", topic);
            } catch (KafkaException fault) {
                LOG.warn("{}: reading starts anew: {}", topic, fault.toString());
                rest();
            } finally {
                consumer = null;
            }
        }
    }

    private void rest() {
        try {
            Thread.sleep(REST);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    private void follow(KafkaConsumer<String, byte[]> reader) {
        var partitions =
                reader.partitionsFor(topic).stream()
                        .map(info -> new TopicPartition(topic, info.partition()))
                        .filter(one -> onlyPartition < 0 || one.partition() == onlyPartition)
                        .toList();
        if (partitions.isEmpty()) {
            throw new UnknownTopicOrPartitionException("there is no topic " + topic + " yet");
        }
        reader.assign(partitions);
        reader.beginningOffsets(partitions).forEach(reader::seek);
        if (lookBack != Long.MAX_VALUE) {
            reader.endOffsets(partitions)
                    .forEach((one, end) ->
                            reader.seek(one, Math.max(reader.position(one), end - lookBack)));
        }
        while (!closed) {
            try {
                takeQuestions(reader, partitions);
                answerQuestions(reader);
                for (var record : reader.poll(Duration.ofSeconds(5))) {
                    apply.accept(record);
                }
            } catch (WakeupException question) {
                LOG.trace("{}: asked", topic);
            }
        }
    }

    private void answerQuestions(KafkaConsumer<String, byte[]> reader) {
        waiting.removeIf(wanted -> {
            var done =
                    wanted.ends().entrySet().stream()
                            .allMatch(end -> reader.position(end.getKey()) >= end.getValue());
            if (done) {
                wanted.reached().complete(null);
            }
            return done;
        });
    }

    private void takeQuestions(
            KafkaConsumer<String, byte[]> reader, List<TopicPartition> partitions) {
        if (asked.isEmpty()) {
            return;
        }
        var futures = new ArrayList<CompletableFuture<Void>>();
        for (var future = asked.poll(); future != null; future = asked.poll()) {
            futures.add(future);
        }
        try {
            var ends = reader.endOffsets(partitions, Duration.ofSeconds(5));
            futures.forEach(future -> waiting.add(new Waiting(ends, future)));
        } catch (KafkaException later) {
            asked.addAll(futures);
            throw later;
        }
    }

    @Override
    public void close() {
        closed = true;
        var reader = consumer;
        if (reader != null) {
            reader.wakeup();
        }
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
