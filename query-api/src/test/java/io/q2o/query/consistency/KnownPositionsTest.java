package io.q2o.query.consistency;

import static io.q2o.query.consistency.Projection.LICENSING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class KnownPositionsTest {
    private final KnownPositions known = new KnownPositions();

    @Test
    void wakesThoseWhoseTimeHasComeAndNoOthers() {
        var early = known.reach(LICENSING, Map.of(1, 5L)).toFuture();
        var late = known.reach(LICENSING, Map.of(1, 6L)).toFuture();
        var other = known.reach(LICENSING, Map.of(2, 5L)).toFuture();
        known.learn("licensing", 1, 4);
        assertThat(early).isNotDone();
        known.learn("licensing", 1, 5);
        assertThat(early).isCompleted();
        assertThat(late).isNotDone();
        assertThat(other).isNotDone();
        assertThat(known.waiting()).isEqualTo(2);
    }

    @Test
    void needsEveryPartition() {
        var both = known.reach(LICENSING, Map.of(1, 5L, 2, 7L)).toFuture();
        known.learn("licensing", 2, 7);
        assertThat(both).isNotDone();
        known.learn("licensing", 1, 9);
        assertThat(both).isCompleted();
        assertThat(known.have(LICENSING, Map.of(1, 9L, 2, 7L))).isTrue();
        assertThat(known.have(LICENSING, Map.of(1, 9L, 2, 8L))).isFalse();
    }

    @Test
    void keepsNobodyWhoHasLeft() {
        Flux.range(0, 1000)
                .flatMap(
                        i ->
                                known.reach(LICENSING, Map.of(1, 100L + i))
                                        .timeout(Duration.ofMillis(20), Mono.empty()),
                        1000)
                .blockLast();
        assertThat(known.waiting()).isZero();
    }

    @Test
    void wakesEverybodyWhoComesWhileItMoves() throws Exception {
        var begun = new CountDownLatch(1);
        var mover =
                Thread.ofPlatform()
                        .start(() -> {
                            begun.countDown();
                            for (long position = 0; position <= 20_000; position++) {
                                known.learn("licensing", 0, position);
                            }
                        });
        begun.await();
        var all =
                Flux.fromStream(IntStream.rangeClosed(0, 20_000).boxed())
                        .parallel(2)
                        .runOn(Schedulers.parallel())
                        .flatMap(position ->
                                known.reach(LICENSING, Map.of(0, (long) position))
                                        .thenReturn(position))
                        .sequential()
                        .count();
        StepVerifier.create(all)
                .expectNext(20_001L)
                .expectComplete()
                .verify(Duration.ofSeconds(20));
        mover.join();
        // whoever is woken is counted off a moment after it was told
        await().until(() -> known.waiting() == 0);
    }
}
