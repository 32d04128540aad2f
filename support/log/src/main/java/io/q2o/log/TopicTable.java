package io.q2o.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.WakeupException;
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
    private final Consumer<ConsumerRecord<String, byte[]>> apply;
    private final ConcurrentLinkedQueue<CompletableFuture<Void>> asked =
            new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Void> first = new CompletableFuture<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private final ReadingThread thread;

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
        thread =
                new ReadingThread(
                        "table-" + topic,
                        kafka.readerSettings(clientId),
                        this::follow,
                        this::failed);
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
            thread.wake();
            return Mono.fromFuture(reached, true);
        });
    }

    private void failed(RuntimeException fault) {
        LOG.warn("{}: reading starts anew: {}", topic, fault.toString());
        thread.rest(REST);
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
        while (!thread.isClosed()) {
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
        thread.close();
    }
}
