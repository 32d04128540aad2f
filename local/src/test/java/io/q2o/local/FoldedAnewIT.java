package io.q2o.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.q2o.log.KafkaSettings;
import io.q2o.log.ReactorKafkaCommandLog;
import io.q2o.log.TopicSetup;
import io.q2o.schemas.Topics;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the decider remembers can be lost: it follows from what it has written. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FoldedAnewIT {
    private static final int PARTITIONS = 6;
    private static final int COMMANDS = 2_500;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final long seed = System.nanoTime();
    private final Stack stack = Stack.named("folded-anew");
    private final Map<String, String> keyed = Map.of("Idempotency-Key", "try-1");
    private Member commandApi;
    private Admin admin;
    private HttpResponse<String> answer;

    @BeforeAll
    void load() throws IOException {
        stack.broker();
        admin = Admin.create(kafka().clientSettings("test"));
        commandApi = stack.commandApi().awaitReady();
        var commands =
                new RandomCommands(
                        seed,
                        ReactorKafkaCommandLog.partitionOf(Topics.CATALOGUE, PARTITIONS),
                        stack.codes());
        try (var raw = new RawCommands(kafka())) {
            raw.append(commands, COMMANDS).block(PATIENCE);
        }
        Topic.awaitDecided(stack);
        assertThat(isAnythingPassing()).isTrue();
        Load.preparePlan(stack, commandApi);
        answer = register("Repeated", "repeated", keyed);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        Topic.awaitDecided(stack);
    }

    @AfterAll
    void stop() {
        admin.close();
        stack.close();
    }

    private KafkaSettings kafka() {
        return KafkaSettings.local(stack.bootstrapServers(), PARTITIONS);
    }

    private HttpResponse<String> register(String name, String slug, Map<String, String> headers)
            throws IOException {
        return stack.admin()
                .post(
                        commandApi.at("/admin/api/tenants"),
                        """
                        {"name":"%s","slug":"%s","subscriptionPlan":"Pro"}\
                        """
                                .formatted(name, slug),
                        headers);
    }

    /** All that must not be lost. */
    private Map<Integer, Map<String, String>> remembered() {
        return DeciderState.entries(stack, key -> !DeciderState.isPassing(key));
    }

    private boolean isAnythingPassing() {
        return DeciderState.entries(stack, DeciderState::isPassing).values().stream()
                .anyMatch(entries -> !entries.isEmpty());
    }

    /** The last record of each plan. */
    private Map<String, String> plans() {
        var plans = new TreeMap<String, String>();
        for (var record : Topic.committed(stack, Topics.PLANS)) {
            plans.put(
                    record.partition() + " " + record.key(),
                    record.timestamp()
                            + " "
                            + record.headers()
                            + " "
                            + HexFormat.of().formatHex(record.value()));
        }
        return plans;
    }

    private List<String> events() {
        return Topic.events(stack).stream()
                .map(record ->
                        "%d %d %s %s"
                                .formatted(
                                        record.partition(),
                                        record.offset(),
                                        record.key(),
                                        record.headers()))
                .sorted()
                .toList();
    }

    private Map<Integer, Long> ends(String topic) throws Exception {
        var wanted =
                IntStream.range(0, PARTITIONS)
                        .mapToObj(partition -> new TopicPartition(topic, partition))
                        .collect(Collectors.toMap(one -> one, _ -> OffsetSpec.latest()));
        return admin.listOffsets(wanted).all().get(20, TimeUnit.SECONDS).entrySet().stream()
                .collect(
                        Collectors.toMap(
                                entry -> entry.getKey().partition(),
                                entry -> entry.getValue().offset()));
    }

    /** Where the group goes on, by partition. */
    private Map<Integer, Long> committed() throws Exception {
        var offsets = new TreeMap<Integer, Long>();
        admin.listConsumerGroupOffsets(DeciderState.GROUP)
                .partitionsToOffsetAndMetadata()
                .get(20, TimeUnit.SECONDS)
                .forEach(
                        (partition, offset) -> offsets.put(partition.partition(), offset.offset()));
        return offsets;
    }

    private void loseEverything() throws Exception {
        DeciderState.lose(admin, List.of(TopicSetup.CHANGELOG, Topics.PLANS));
        Trees.delete(stack.stateDirectory(commandApi));
    }

    private String fold(int status, Map<String, String> properties) throws IOException {
        var fold = stack.fold(commandApi, properties);
        assertThat(fold.awaitEnd()).as(fold.lastLines()).isEqualTo(status);
        return Files.readString(fold.log());
    }

    private void stopped() {
        if (commandApi.isAlive()) {
            commandApi.stop();
        }
    }

    private void started() {
        if (!commandApi.isAlive()) {
            commandApi.restart().awaitReady();
        }
    }

    @Test
    void whatWasLostComesBackAndIsGoneOnWith() throws Exception {
        started();
        stopped();
        var remembered = remembered();
        var plans = plans();
        var events = events();
        assertThat(remembered.getOrDefault(3, Map.of()).keySet())
                .anyMatch(key -> key.startsWith("~answer/"));
        assertThat(plans).isNotEmpty();
        loseEverything();

        assertThat(fold(0, Map.of())).contains("partition 0: ", "partition 5: ");

        assertThat(remembered()).as("seed " + seed).isEqualTo(remembered);
        assertThat(isAnythingPassing()).isFalse();
        assertThat(plans()).isEqualTo(plans);
        assertThat(committed()).isEqualTo(ends(Topics.COMMANDS));

        var records = Topic.committed(stack, TopicSetup.CHANGELOG).size();
        assertThat(fold(0, Map.of())) // a second time changes nothing
                .contains("partition 3: 0 entries written, 0 removed, 0 plans");
        assertThat(Topic.committed(stack, TopicSetup.CHANGELOG)).hasSize(records);
        assertThat(remembered()).isEqualTo(remembered);

        started();
        var again = register("Repeated", "repeated", keyed);
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(answer.body());
        assertThat(register("Another", "repeated", keyed).body()).contains("key-reused");
        assertThat(register("Repeated", "repeated", Map.of()).statusCode()).isEqualTo(409);
        assertThat(register("New", "new", Map.of()).statusCode()).isEqualTo(201);
        Topic.awaitDecided(stack);
        var more = new ArrayList<>(events());
        more.removeAll(events);
        assertThat(more).isNotEmpty().allMatch(event -> event.contains(" new "));
    }

    @Test
    void whatIsNotTrueIsReplacedInTheNamedPartitionsOnly() throws Exception {
        stopped();
        fold(0, Map.of());
        var remembered = remembered();
        var wrong =
                remembered.getOrDefault(2, Map.of()).keySet().stream()
                        .filter(key -> !key.startsWith("~"))
                        .toList();
        try (var raw = new RawRecords(kafka())) {
            for (int partition : List.of(2, 4)) {
                raw.put(TopicSetup.CHANGELOG, partition, wrong.getFirst(), new byte[] {1});
                raw.put(TopicSetup.CHANGELOG, partition, "tenant/never-heard-of", new byte[] {2});
            }
        }

        fold(0, Map.of("q2o.fold.partitions", "2"));

        var now = remembered();
        assertThat(now.get(2)).isEqualTo(remembered.get(2));
        assertThat(now.get(4)).containsKey("tenant/never-heard-of");
        fold(0, Map.of());
        assertThat(remembered()).isEqualTo(remembered);
    }

    @Test
    void doesNothingWhileTheDeciderRuns() throws Exception {
        started();
        var ends = ends(TopicSetup.CHANGELOG);

        assertThat(fold(1, Map.of()))
                .contains(
                        "the decider runs",
                        Files.readString(stack.stateDirectory(commandApi).resolve("instance-id")));

        assertThat(ends(TopicSetup.CHANGELOG)).isEqualTo(ends);
    }

    @Test
    void anInterruptedRunLeavesTheOldOrTheNew() throws Exception {
        started();
        stopped();
        var remembered = remembered();
        loseEverything();

        var fold = stack.fold(commandApi, Map.of());
        await().atMost(PATIENCE)
                .pollInterval(1, TimeUnit.MILLISECONDS)
                .ignoreExceptions()
                .until(() ->
                        // asked for the ends of a topic that is missing, the client waits long
                        admin.listTopics()
                                        .names()
                                        .get(20, TimeUnit.SECONDS)
                                        .contains(TopicSetup.CHANGELOG)
                                && ends(TopicSetup.CHANGELOG).values().stream()
                                        .anyMatch(end -> end > 0));
        fold.kill9();

        fold(0, Map.of("q2o.fold.partitions", "5")); // ends what the killed one has left open
        var offsets = committed();
        var found = remembered();
        assertThat(found.keySet()).isEqualTo(offsets.keySet()).contains(5);
        assertThat(found).hasSizeLessThan(PARTITIONS);
        found.forEach(
                (partition, entries) -> assertThat(entries).isEqualTo(remembered.get(partition)));

        fold(0, Map.of());
        assertThat(remembered()).isEqualTo(remembered);
        assertThat(committed()).isEqualTo(ends(Topics.COMMANDS));
    }

    /** A partition's tenant that there never was; asking for it changes nothing. */
    private int statusOfGhost(Member door) throws IOException {
        return stack.admin()
                .put(
                        door.at("/admin/api/tenants/ghost"),
                        "{\"name\":\"Ghost\"}",
                        Map.of("If-Match", "\"999-x\""))
                .statusCode();
    }

    private byte[] anyTenant(int partition) {
        return remembered().getOrDefault(partition, Map.of()).entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("tenant/"))
                .map(entry -> HexFormat.of().parseHex(entry.getValue()))
                .filter(bytes -> new String(bytes, StandardCharsets.UTF_8).contains("registered"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aStateDirectoryOfBeforeHidesNothing() throws Exception {
        stopped();
        fold(0, Map.of());
        var partition = ReactorKafkaCommandLog.partitionOf("ghost", PARTITIONS);
        try (var raw = new RawRecords(kafka())) {
            raw.put(TopicSetup.CHANGELOG, partition, "tenant/ghost", anyTenant(partition));
        }
        var onDisk =
                stack.commandApi(
                                Map.of(
                                        "q2o.decider.state-dir",
                                        stack.stateDirectory(commandApi).toString(),
                                        "q2o.decider.persistent-store",
                                        "true"))
                        .awaitReady();
        assertThat(statusOfGhost(onDisk)).isEqualTo(412);
        onDisk.stop();
        long end = ends(TopicSetup.CHANGELOG).getOrDefault(partition, 0L);
        DeciderState.lose(admin, List.of(TopicSetup.CHANGELOG));

        fold(0, Map.of());

        // as long as before, or what is on disk would be seen to belong to another changelog
        try (var raw = new RawRecords(kafka())) {
            for (long n = 0; n < end; n++) {
                raw.put(TopicSetup.CHANGELOG, partition, "~nothing", null);
            }
        }
        onDisk.restart().awaitReady();
        assertThat(statusOfGhost(onDisk)).isEqualTo(404);
        onDisk.stop();
    }
}
