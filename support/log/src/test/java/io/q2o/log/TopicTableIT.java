package io.q2o.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.q2o.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** A topic in memory, read once and followed. */
class TopicTableIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @BeforeAll
    static void topics() {
        new TopicSetup(TestTopics.KAFKA).run();
    }

    @Test
    void hasCaughtUpAtOnceWhereThereIsNothing() {
        var begun = System.nanoTime();
        for (int i = 0; i < 4; i++) {
            assertThat(TestTopics.read(Topics.PLANS)).isEmpty();
        }
        // a wait for records that do not come takes 5 s each time
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(18));
    }

    @Test
    void readsEachRecordOnceHoweverManyAskForTheEnd() {
        var applied = new ArrayList<String>();
        var written = IntStream.range(0, 50).mapToObj(_ -> UUID.randomUUID().toString()).toList();
        write(written.subList(0, 25));
        try (var table =
                new TopicTable(
                        Topics.DEAD_LETTERS,
                        TestTopics.KAFKA,
                        "test-many",
                        record -> {
                            synchronized (applied) {
                                applied.add(record.key());
                            }
                        })) {
            table.start();
            table.caughtUp().block(PATIENCE);
            write(written.subList(25, 50));
            Flux.range(0, 400)
                    .parallel(8)
                    .runOn(Schedulers.boundedElastic())
                    .flatMap(_ -> table.reachEnd())
                    .sequential()
                    .blockLast(PATIENCE);
        }
        synchronized (applied) {
            assertThat(applied).containsExactlyInAnyOrderElementsOf(written);
        }
    }

    private static void write(List<String> keys) {
        var settings = TestTopics.KAFKA.clientSettings("test-writer");
        try (var producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            for (var key : keys) {
                producer.send(new ProducerRecord<>(Topics.DEAD_LETTERS, key, new byte[] {1}));
            }
        }
    }
}
