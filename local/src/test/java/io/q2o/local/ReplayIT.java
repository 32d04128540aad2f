package io.q2o.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.q2o.command.decider.StateFold;
import io.q2o.domain.platform.PlatformRules;
import io.q2o.log.EventRecord;
import io.q2o.log.KafkaSettings;
import io.q2o.log.ReactorKafkaCommandLog;
import io.q2o.log.TopicSetup;
import io.q2o.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is decided follows from the log of commands alone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplayIT {
    private static final int PARTITIONS = 6;
    private static final int COMMANDS = Integer.getInteger("q2o.test.commands", 10_000);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final List<String> DECIDED =
            List.of(
                    Topics.EVENTS,
                    Topics.OUTCOMES,
                    Topics.TELEMETRY,
                    Topics.PLANS,
                    Topics.DEAD_LETTERS);

    private final long seed = System.nanoTime();
    private final Stack stack = Stack.named("replay");

    @BeforeAll
    void record() throws Exception {
        stack.broker();
        var settings = kafka();
        new TopicSetup(settings).run();
        var commands =
                new RandomCommands(
                        seed,
                        ReactorKafkaCommandLog.partitionOf(Topics.CATALOGUE, PARTITIONS),
                        stack.codes());
        try (var raw = new RawCommands(settings)) {
            raw.append(commands, COMMANDS).block(PATIENCE);
        }
        appendUnreadable(settings);
    }

    private static void appendUnreadable(KafkaSettings settings) throws Exception {
        try (var raw = new RawRecords(settings)) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                raw.put(
                        Topics.COMMANDS,
                        partition,
                        "tenant-1",
                        "no command".getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    private KafkaSettings kafka() {
        return KafkaSettings.local(stack.bootstrapServers(), PARTITIONS);
    }

    /** One text a record with all that readers see but its offset, by topic and partition. */
    private Map<String, List<String>> decided() {
        var found = new TreeMap<String, List<String>>();
        for (var topic : DECIDED) {
            for (var record : Topic.committed(stack, topic)) {
                found.computeIfAbsent(topic + "-" + record.partition(), _ -> new ArrayList<>())
                        .add(described(record));
            }
        }
        return found;
    }

    private static String described(ConsumerRecord<String, byte[]> record) {
        var text = new StringBuilder();
        text.append(record.timestamp()).append(' ').append(record.key());
        for (var header : record.headers()) {
            text.append('\n')
                    .append(header.key())
                    .append('=')
                    .append(HexFormat.of().formatHex(header.value()));
        }
        return text.append('\n')
                .append(new String(record.value(), StandardCharsets.ISO_8859_1))
                .toString();
    }

    private void awaitDecided() {
        await().atMost(PATIENCE)
                .pollInterval(200, TimeUnit.MILLISECONDS)
                .untilAsserted(() ->
                        assertThat(Topic.committed(stack, Topics.OUTCOMES)).hasSize(COMMANDS));
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(Topic.committed(stack, Topics.DEAD_LETTERS))
                                .hasSize(PARTITIONS));
    }

    /** Nothing is left but the commands. */
    private void forget() throws Exception {
        try (var admin = Admin.create(kafka().clientSettings("test"))) {
            var topics = new ArrayList<>(DECIDED);
            topics.add(TopicSetup.CHANGELOG);
            DeciderState.lose(admin, topics);
        }
    }

    /** Whether events alone tell of an entry of the decider. */
    private static boolean isFolded(String key) {
        return key.startsWith("~") ? key.startsWith("~version/") : !DeciderState.isPassing(key);
    }

    private Map<Integer, Map<String, String>> folded() {
        var folds = new TreeMap<Integer, StateFold>();
        for (var record : Topic.events(stack)) {
            folds.computeIfAbsent(record.partition(), _ -> new StateFold(PlatformRules.book()))
                    .fold(EventRecord.read(record));
        }
        var entries = new TreeMap<Integer, Map<String, String>>();
        folds.forEach((partition, fold) -> {
            var texts = new TreeMap<String, String>();
            fold.entries().forEach((key, value) -> texts.put(key, HexFormat.of().formatHex(value)));
            entries.put(partition, texts);
        });
        return entries;
    }

    /** A history in which nothing ever comes of some command would show little. */
    private void somethingOfEachHappened() {
        var types =
                Topic.events(stack).stream()
                        .map(record -> EventRecord.read(record).event().getClass().getSimpleName())
                        .collect(Collectors.toSet());
        assertThat(types)
                .contains(
                        "CodeIssued",
                        "CodeRevoked",
                        "DeviceEnrolled",
                        "DeviceActivatedAgain",
                        "TokenRefreshed",
                        "RefreshReuseDetected",
                        "DeviceRevoked",
                        "DeviceReinstated");
        assertThat(Topic.committed(stack, Topics.TELEMETRY)).isNotEmpty();
    }

    @Test
    void anotherProcessInAnotherPlaceDecidesTheSameBytes() throws Exception {
        var one = stack.commandApi().awaitReady();
        awaitDecided();
        var first = decided();
        one.stop();
        assertThat(folded())
                .as("seed " + seed)
                .isEqualTo(DeciderState.entries(stack, ReplayIT::isFolded));
        somethingOfEachHappened();
        forget();

        var other =
                stack.commandApi(
                        Map.of("q2o.decider.threads", "4"),
                        List.of(
                                "-Duser.timezone=Pacific/Chatham",
                                "-Duser.language=tr",
                                "-Duser.country=TR"));
        other.awaitReady();
        awaitDecided();
        var second = decided();

        assertThat(first.keySet()).contains("q2o.events-0", "q2o.outcomes-5");
        for (var partition : first.keySet()) {
            assertThat(second.get(partition))
                    .as("seed %d, %s", seed, partition)
                    .isEqualTo(first.get(partition));
        }
        assertThat(second.keySet()).isEqualTo(first.keySet());
    }
}
