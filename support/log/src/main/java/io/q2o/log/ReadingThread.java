package io.q2o.log;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that reads topics with a consumer of its own, and with a new one after each fault, until
 * it is closed. It does not keep a process alive.
 */
public final class ReadingThread implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReadingThread.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Map<String, Object> settings;
    private final Consumer<KafkaConsumer<String, byte[]>> follow;
    private final Consumer<RuntimeException> failed;
    private final Semaphore woken = new Semaphore(0);
    private final Thread thread;
    private volatile @Nullable KafkaConsumer<String, byte[]> consumer;
    private volatile boolean closed;

    /**
     * @param settings of each consumer
     * @param follow reads with a consumer until this thread is closed
     * @param failed told what it threw, with the consumer closed; says so and rests
     */
    public ReadingThread(
            String name,
            Map<String, Object> settings,
            Consumer<KafkaConsumer<String, byte[]>> follow,
            Consumer<RuntimeException> failed) {
        this.settings = Map.copyOf(settings);
        this.follow = follow;
        this.failed = failed;
        thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    /** Begins to read. */
    public void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!closed) {
                try {
                    readOn();
                } catch (WakeupException stop) {
                    LOG.debug("{} is woken", thread.getName());
                } catch (InterruptException stop) {
                    throw stop;
                } catch (RuntimeException fault) {
                    failed.accept(fault);
                }
            }
        } catch (InterruptException stop) {
            LOG.error("{} was interrupted and has ended", thread.getName());
        }
    }

    private void readOn() {
        try (var reader =
                new KafkaConsumer<>(
                        settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer = reader;
            follow.accept(reader);
        } finally {
            consumer = null;
        }
    }

    /** Whether nothing is to be read any more. */
    public boolean isClosed() {
        return closed;
    }

    /** Whether it has ended although nobody closed it. */
    public boolean hasFailed() {
        return thread.getState() == Thread.State.TERMINATED && !closed;
    }

    /** Ends a poll under way, or the next one, with a {@link WakeupException}, and a pause. */
    public void wake() {
        if (woken.availablePermits() == 0) {
            woken.release();
        }
        var reader = consumer;
        if (reader != null) {
            reader.wakeup();
        }
    }

    /** Called on this thread: waits until it is woken. */
    public void pause() {
        try {
            woken.acquire();
        } catch (InterruptedException stop) {
            throw new InterruptException(stop);
        }
    }

    /** Called on this thread: waits for so long. */
    public void rest(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException stop) {
            throw new InterruptException(stop);
        }
    }

    /** Ends it and waits a while for what is under way. */
    @Override
    public void close() {
        closed = true;
        wake();
        if (!thread.isAlive()) {
            return;
        }
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
