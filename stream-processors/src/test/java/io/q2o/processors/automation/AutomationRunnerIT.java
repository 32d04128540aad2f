package io.q2o.processors.automation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.q2o.log.DeadLetterRecord;
import io.q2o.log.EventRecord;
import io.q2o.processors.WrittenLog;
import io.q2o.schemas.Topics;
import io.q2o.schemas.platform.StoredTypes;
import io.q2o.schemas.tenants.Branding;
import io.q2o.schemas.tenants.TenantEvent.BrandingChanged;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** What becomes of events that an automation cannot read while it cannot carry out others. */
class AutomationRunnerIT {
    private static final String FOLLOWED = StoredTypes.nameOf(BrandingChanged.class);

    private final int partition = WrittenLog.partitionOf("unreadable");
    private final List<String> readable =
            IntStream.range(0, 100)
                    .mapToObj(n -> "readable-" + n)
                    .filter(slug -> WrittenLog.partitionOf(slug) == partition)
                    .limit(2)
                    .toList();
    private final AtomicInteger tries = new AtomicInteger();
    private final List<String> done = new CopyOnWriteArrayList<>();
    private final List<DeadLetterRecord> letters = new CopyOnWriteArrayList<>();

    /** Can or cannot, the same to its group. */
    private record Shared(boolean can) implements Automation {
        @Override
        public String name() {
            return "shared";
        }

        @Override
        public Set<String> follows() {
            return Set.of(FOLLOWED);
        }

        @Override
        public Mono<Void> carryOut(List<EventRecord> events) {
            return can ? Mono.empty() : Mono.error(new IllegalStateException("never"));
        }
    }

    /** Fails twice at what comes after the unreadable event. */
    private final class Late implements Automation {
        @Override
        public String name() {
            return "late";
        }

        @Override
        public Set<String> follows() {
            return Set.of(FOLLOWED);
        }

        @Override
        public Mono<Void> carryOut(List<EventRecord> events) {
            var isLast = events.getLast().key().equals(readable.getLast());
            if (isLast && tries.incrementAndGet() < 3) {
                return Mono.error(new IllegalStateException("not yet"));
            }
            events.forEach(event -> done.add(event.key()));
            return Mono.empty();
        }
    }

    private static BrandingChanged changed(String slug) {
        return new BrandingChanged(slug, new Branding(null, "#abcdef", null), 2);
    }

    @Test
    void isNotTroubledByPartitionsThatOthersTookOver() {
        try (var log = WrittenLog.on(Topics.EVENTS);
                var one =
                        new AutomationRunner(new Shared(false), WrittenLog.kafka(), letters::add);
                var other =
                        new AutomationRunner(new Shared(true), WrittenLog.kafka(), letters::add)) {
            for (int partition = 0; partition < WrittenLog.PARTITIONS; partition++) {
                log.append(changed(slugIn(partition)));
            }
            one.start();
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(one.trouble()).contains("0=", "1=", "2="));
            other.start();
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() ->
                            assertThat(one.trouble())
                                    .isNotNull()
                                    .satisfies(text ->
                                            assertThat(text.split("=")).hasSizeBetween(2, 3)));
            assertThat(other.trouble()).isNull();
        }
    }

    private static String slugIn(int partition) {
        return IntStream.range(0, 100)
                .mapToObj(n -> "shared-" + n)
                .filter(slug -> WrittenLog.partitionOf(slug) == partition)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void setsAsideOnceWhatIsTriedAgain() {
        try (var log = WrittenLog.on(Topics.EVENTS);
                var runner = new AutomationRunner(new Late(), WrittenLog.kafka(), letters::add)) {
            log.append(changed(readable.getFirst()));
            log.append("unreadable", FOLLOWED, "no JSON".getBytes(StandardCharsets.UTF_8));
            log.append(changed(readable.getLast()));
            runner.start();
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(runner.trouble()).contains("IllegalState"));
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(done).containsAll(readable));
            await().untilAsserted(() -> assertThat(runner.trouble()).isNull());
        }
        assertThat(tries.get()).isEqualTo(3);
        assertThat(letters)
                .singleElement()
                .satisfies(letter -> {
                    assertThat(letter.key()).isEqualTo("unreadable");
                    assertThat(letter.partition()).isEqualTo(partition);
                });
    }
}
