package io.q2o.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** None of it needs a broker: consumers are made, and nobody polls them. */
class ReadingThreadTest {
    private static final KafkaSettings NOBODY = KafkaSettings.local("127.0.0.1:1", 1);

    private final List<KafkaConsumer<?, ?>> consumers = new CopyOnWriteArrayList<>();
    private final List<RuntimeException> faults = new CopyOnWriteArrayList<>();
    private final ReadingThread thread =
            new ReadingThread("reader", NOBODY.readerSettings("reader"), this::read, this::failed);
    private Consumer<KafkaConsumer<String, byte[]>> follow = _ -> {};

    private void read(KafkaConsumer<String, byte[]> reader) {
        consumers.add(reader);
        follow.accept(reader);
    }

    private void failed(RuntimeException fault) {
        faults.add(fault);
        thread.rest(Duration.ofMillis(1));
    }

    private void start(Consumer<KafkaConsumer<String, byte[]>> reading) {
        follow = reading;
        thread.start();
    }

    @AfterEach
    void close() {
        thread.close();
    }

    @Test
    void beginsAnewWithAnotherConsumerAfterEachFault() {
        var times = new AtomicInteger();
        start(_ -> {
            if (times.incrementAndGet() < 3) {
                throw new IllegalStateException("fault " + times);
            }
            thread.pause();
        });

        await().until(() -> times.get() == 3);
        assertThat(faults).extracting(Throwable::getMessage).containsExactly("fault 1", "fault 2");
        assertThat(consumers).doesNotHaveDuplicates().hasSize(3);
        assertThat(thread.hasFailed()).isFalse();
    }

    @Test
    void isWokenFromAPauseHoweverOftenItWasWokenBefore() {
        var passed = new AtomicInteger();
        var begin = new CountDownLatch(1);
        start(_ -> {
            awaitLatch(begin);
            while (!thread.isClosed()) {
                thread.pause();
                passed.incrementAndGet();
            }
        });
        for (int i = 0; i < 1_000; i++) {
            thread.wake();
        }
        begin.countDown();

        await().during(Duration.ofMillis(100)).until(() -> passed.get() == 1);
        thread.wake();
        await().until(() -> passed.get() == 2);
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    @Test
    void endsWhenItIsClosedWhateverItWaitsFor() {
        start(_ -> thread.pause());
        await().until(() -> !consumers.isEmpty());

        thread.close();

        assertThat(thread.isClosed()).isTrue();
        assertThat(thread.hasFailed()).isFalse();
        assertThat(faults).isEmpty();
    }

    @Test
    void tellsThatItHasEndedAlthoughNobodyClosedIt() {
        start(_ -> {
            Thread.currentThread().interrupt();
            thread.pause();
        });

        await().until(thread::hasFailed);
        assertThat(faults).isEmpty();
    }
}
