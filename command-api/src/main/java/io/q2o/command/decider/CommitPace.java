package io.q2o.command.decider;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;

/**
 * When the decider commits. Readers see what was decided after the next commit, so it should come
 * soon; a commit costs every broker and reader its share, however little it holds, so there should
 * be few when there is much to do. A commit is due once {@link #SHARE} times the time that commits
 * take at present has passed since the last one: on an idle machine as soon as a command is
 * decided, on a busy one seldom.
 *
 * <p>Callers are answered before the commit and do not notice any of this.
 */
final class CommitPace {
    /** How often it is asked whether a commit is due. */
    static final Duration SHORTEST = Duration.ofMillis(10);

    /** Nothing that was decided waits longer. */
    static final Duration LONGEST = Duration.ofMillis(100);

    private static final int SHARE = 4;
    private static final int REMEMBERED = 8;

    /** A stream thread has one producer and commits all its partitions together. */
    private final ThreadLocal<Commits> commits = ThreadLocal.withInitial(Commits::new);

    private static final class Commits {
        private long began;
        private long ended = System.nanoTime();
        private long nanos;
    }

    /**
     * Whether what this stream thread has decided should be committed now.
     *
     * @param decided when the last command was decided, in {@link System#nanoTime}
     * @param now in the same
     */
    boolean isDue(long decided, long now) {
        var mine = commits.get();
        return decided - mine.ended > 0 && now - mine.ended >= pause(mine.nanos);
    }

    /** How long to wait after a commit when commits take so long. */
    static long pause(long nanos) {
        return Math.clamp(nanos * SHARE, SHORTEST.toNanos() / 2, LONGEST.toNanos());
    }

    private void begin() {
        var mine = commits.get();
        if (mine.began == 0) {
            mine.began = System.nanoTime();
        }
    }

    private void end() {
        var mine = commits.get();
        mine.ended = System.nanoTime();
        if (mine.began != 0) {
            mine.nanos += (mine.ended - mine.began - mine.nanos) / REMEMBERED;
            mine.began = 0;
        }
    }

    /** Clients for Kafka Streams whose producer tells how long commits take. */
    DefaultKafkaClientSupplier clients() {
        return new DefaultKafkaClientSupplier() {
            @Override
            public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
                return new TimedProducer(config);
            }
        };
    }

    private final class TimedProducer extends KafkaProducer<byte[], byte[]> {
        TimedProducer(Map<String, Object> config) {
            super(config, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public void flush() {
            begin();
            super.flush();
        }

        @Override
        public void sendOffsetsToTransaction(
                Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
            begin();
            super.sendOffsetsToTransaction(offsets, group);
        }

        @Override
        public void commitTransaction() {
            super.commitTransaction();
            end();
        }

        @Override
        public void abortTransaction() {
            commits.get().began = 0;
            super.abortTransaction();
        }
    }
}
