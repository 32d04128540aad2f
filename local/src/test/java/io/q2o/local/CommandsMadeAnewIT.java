package io.q2o.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.q2o.log.EventRecord;
import io.q2o.log.KafkaSettings;
import io.q2o.schemas.Topics;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A log of commands that begins anew must not repeat positions, and so ids. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandsMadeAnewIT {
    private static final int PARTITIONS = 6;
    private static final long BASE = 1_000_000;

    private final Stack stack = Stack.named("commands-made-anew");
    private Member commandApi;

    @BeforeAll
    void load() throws Exception {
        stack.broker();
        commandApi = stack.commandApi().awaitReady();
        Load.preparePlan(stack, commandApi);
        var load = Load.start(stack, 6, commandApi);
        load.awaitAnswers(200);
        load.stop();
        Audit.of(stack);
        commandApi.stop();
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    private HttpResponse<String> register(Member door, String slug) throws IOException {
        return stack.admin()
                .post(
                        door.at("/admin/api/tenants"),
                        """
                        {"name":"Name","slug":"%s","subscriptionPlan":"Pro"}\
                        """
                                .formatted(slug),
                        Map.of());
    }

    private void fold(int status, String message, Map<String, String> properties) {
        var fold = stack.fold(commandApi, properties);
        assertThat(fold.awaitEnd()).as(fold.lastLines()).isEqualTo(status);
        assertThat(fold.lastLines()).contains(message);
    }

    @Test
    void aBaseBeyondWhatWasDecidedIsAskedForAndGoneOnWith() throws Exception {
        var settings = KafkaSettings.local(stack.bootstrapServers(), PARTITIONS);
        try (var admin = Admin.create(settings.clientSettings("test"))) {
            DeciderState.lose(admin, List.of(Topics.COMMANDS));
        }

        fold(1, "set q2o.kafka.position-base to ", Map.of());
        var base = Map.of("q2o.kafka.position-base", Long.toString(BASE));
        fold(0, "partition 5: ", base);

        var again = stack.commandApi(base).awaitReady();
        assertThat(register(again, "t0-0").statusCode()).isEqualTo(409);
        var made = register(again, "made-anew");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() ->
                        assertThat(
                                        Topic.events(stack).stream()
                                                .map(EventRecord::read)
                                                .filter(event -> event.key().equals("made-anew")))
                                .isNotEmpty()
                                .allMatch(event -> event.position().offset() >= BASE));
    }
}
