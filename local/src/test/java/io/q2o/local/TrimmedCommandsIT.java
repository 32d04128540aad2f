package io.q2o.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.q2o.log.EventRecord;
import io.q2o.log.KafkaSettings;
import io.q2o.log.ReactorKafkaCommandLog;
import io.q2o.schemas.Topics;
import io.q2o.schemas.tenants.TenantEvent.ProfileChanged;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Commands that the broker removed before they were decided stop their partition, loudly. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrimmedCommandsIT {
    private static final int PARTITIONS = 6;

    private final Stack stack = Stack.named("trimmed-commands");
    private final Map<Integer, String> slugs = new TreeMap<>();
    private Member commandApi;

    @BeforeAll
    void start() throws Exception {
        for (int n = 0; slugs.size() < PARTITIONS; n++) {
            var slug = "tenant-" + n;
            slugs.putIfAbsent(ReactorKafkaCommandLog.partitionOf(slug, PARTITIONS), slug);
        }
        stack.broker();
        commandApi = stack.commandApi().awaitReady();
        Load.preparePlan(stack, commandApi);
        for (var slug : slugs.values()) {
            var answer =
                    stack.admin()
                            .post(
                                    commandApi.at("/admin/api/tenants"),
                                    """
                                    {"name":"First","slug":"%s","subscriptionPlan":"Pro"}\
                                    """
                                            .formatted(slug),
                                    Map.of());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        }
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    private HttpResponse<String> rename(int partition, String name) throws Exception {
        return stack.admin()
                .put(
                        commandApi.at("/admin/api/tenants/" + slugs.get(partition)),
                        "{\"name\":\"" + name + "\"}",
                        Map.of());
    }

    private List<String> namesGiven(int partition) {
        var names = new ArrayList<String>();
        for (var record : Topic.events(stack)) {
            if (record.partition() == partition
                    && EventRecord.read(record).event() instanceof ProfileChanged changed) {
                names.add(changed.name());
            }
        }
        return names;
    }

    /** Appends three commands a partition while nobody decides; the second's offset. */
    private long appendAndTrim(int trimmed) throws Exception {
        var settings = KafkaSettings.local(stack.bootstrapServers(), PARTITIONS);
        try (var append = new RawCommands(settings)) {
            for (var slug : slugs.values()) {
                for (var name : List.of("Second", "Third", "Fourth")) {
                    append.rename(slug, name);
                }
            }
        }
        var partition = new TopicPartition(Topics.COMMANDS, trimmed);
        try (var admin = Admin.create(settings.clientSettings("test"))) {
            var end =
                    admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                            .partitionResult(partition)
                            .get(20, TimeUnit.SECONDS)
                            .offset();
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(end - 1)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
            return end - 1;
        }
    }

    private void awaitHaltAt(int partition, long next, long found) throws Exception {
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() ->
                        assertThat(Health.of(stack, commandApi).haltOf(partition))
                                .contains(
                                        "partition " + partition,
                                        "offset " + next + " ",
                                        "q2o.decider.lost-before." + partition + "=" + found));
        assertThat(Health.of(stack, commandApi).status()).isEqualTo(503);
    }

    @Test
    void thePartitionStandsStillTheOthersGoOnAndTheRepairWorks() throws Exception {
        // any but the one where plans are
        var trimmed =
                (ReactorKafkaCommandLog.partitionOf(Topics.CATALOGUE, PARTITIONS) + 1) % PARTITIONS;

        commandApi.stop();
        var start = appendAndTrim(trimmed);

        for (int time = 0; time < 2; time++) { // standing still outlasts a restart
            commandApi.restart().awaitReady();
            awaitHaltAt(trimmed, start - 2, start);
            for (int partition = 0; partition < PARTITIONS; partition++) {
                var answer = rename(partition, "Fifth " + time);
                assertThat(answer.statusCode())
                        .as(answer.body())
                        .isEqualTo(partition == trimmed ? 503 : 200);
            }
            assertThat(rename(trimmed, "Never").body()).contains("problem:partition-halted");
            commandApi.stop();
        }
        assertThat(namesGiven(trimmed)).isEmpty();
        assertThat(namesGiven((trimmed + 1) % PARTITIONS))
                .containsExactly("Second", "Third", "Fourth", "Fifth 0", "Fifth 1");

        var tooFar = repaired(trimmed, start + 1);
        assertThat(tooFar.awaitEnd()).as(tooFar.lastLines()).isNotZero();
        assertThat(Files.readString(tooFar.log()))
                .contains(
                        "q2o.decider.lost-before.%d=%d would give up commands that are not lost"
                                .formatted(trimmed, start + 1));

        commandApi = repaired(trimmed, start).awaitReady();
        assertThat(Health.of(stack, commandApi).status()).isEqualTo(200);
        assertThat(rename(trimmed, "Sixth").statusCode()).isEqualTo(200);
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(
                        () -> assertThat(namesGiven(trimmed)).containsExactly("Fourth", "Sixth"));
    }

    private Member repaired(int partition, long start) {
        return stack.commandApi(
                Map.of(
                        "q2o.decider.state-dir",
                        stack.data().resolve(commandApi.name()).toString(),
                        "q2o.decider.lost-before." + partition,
                        Long.toString(start)));
    }
}
