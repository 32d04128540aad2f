package io.q2o.command.decider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.q2o.domain.RuleBook;
import io.q2o.domain.platform.PlatformRules;
import io.q2o.engines.TestEngines;
import io.q2o.log.CommandRecord;
import io.q2o.log.EventRecord;
import io.q2o.log.KafkaSettings;
import io.q2o.log.OutcomeRecord;
import io.q2o.log.ReactorKafkaCommandLog;
import io.q2o.log.TopicTable;
import io.q2o.log.Uuid7;
import io.q2o.schemas.Command;
import io.q2o.schemas.Position;
import io.q2o.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** The decider on a real broker, stopped and started again. */
class DeciderRuntimeIT {
    private static final int PARTITIONS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final KafkaSettings KAFKA =
            KafkaSettings.local(TestEngines.broker().bootstrapServers(), PARTITIONS);

    private final Outcomes outcomes = new Outcomes();

    private DeciderRuntime started(Partitions partitions) {
        var runtime =
                new DeciderRuntime(
                        KAFKA,
                        DecidedPartition.settings(null),
                        PlatformRules.book(),
                        DecidedPartition.SECRETS,
                        outcomes,
                        partitions,
                        new SimpleMeterRegistry());
        runtime.start();
        await().atMost(PATIENCE).until(() -> partitions.ownedCount() == PARTITIONS);
        return runtime;
    }

    private CompletableFuture<OutcomeRecord> ask(ReactorKafkaCommandLog log, Command command) {
        var id = Uuid7.next();
        var outcome = outcomes.expect(id);
        log.append(
                        new CommandRecord(
                                id,
                                command,
                                id.toString(),
                                "admin:anna",
                                RuleBook.VERSION,
                                DecidedPartition.KEY_ID,
                                null,
                                null))
                .block(PATIENCE);
        return outcome;
    }

    private static List<ConsumerRecord<String, byte[]>> read(String topic) {
        var records = new ArrayList<ConsumerRecord<String, byte[]>>();
        try (var table =
                new TopicTable(
                        topic,
                        KAFKA,
                        "test-reader",
                        record -> {
                            synchronized (records) {
                                records.add(record);
                            }
                        })) {
            table.start();
            table.caughtUp().block(PATIENCE);
        }
        synchronized (records) {
            return List.copyOf(records);
        }
    }

    private static List<EventRecord> events() {
        return read(Topics.EVENTS).stream().map(EventRecord::read).toList();
    }

    @Test
    void writesEventsAndOutcomesToThePartitionOfTheirCommandOnce() {
        var slugs = IntStream.range(0, 20).mapToObj(i -> "tenant-" + i).toList();
        try (var log = new ReactorKafkaCommandLog(KAFKA, "test-log", 100, Duration.ofSeconds(5))) {
            var first = started(new Partitions());
            var registered = slugs.stream().map(slug -> ask(log, Requests.register(slug))).toList();
            assertThat(registered)
                    .allSatisfy(answer ->
                            assertThat(answer)
                                    .succeedsWithin(PATIENCE)
                                    .extracting(OutcomeRecord::status)
                                    .isEqualTo(201));
            first.stop();

            var second = started(new Partitions());
            var renamed = slugs.stream().map(slug -> ask(log, Requests.rename(slug, "B"))).toList();
            assertThat(renamed)
                    .allSatisfy(answer ->
                            assertThat(answer)
                                    .succeedsWithin(PATIENCE)
                                    .extracting(OutcomeRecord::status)
                                    .isEqualTo(200));
            second.stop();
        }

        var events = events();
        assertThat(events).hasSize(4 * slugs.size());
        assertThat(events).extracting(EventRecord::id).doesNotHaveDuplicates();
        assertThat(events)
                .allSatisfy(event ->
                        assertThat(event.partition()).isEqualTo(event.position().partition()));
        assertThat(events.stream().map(EventRecord::partition).distinct()).hasSize(PARTITIONS);
        var outcomesRead = read(Topics.OUTCOMES);
        assertThat(outcomesRead).hasSize(2 * slugs.size());
        assertThat(outcomesRead)
                .allSatisfy(record ->
                        assertThat(OutcomeRecord.read(record).position())
                                .extracting(Position::partition)
                                .isEqualTo(record.partition()));
    }
}
