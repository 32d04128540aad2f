package io.q2o.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.q2o.engines.DatabaseRole;
import io.q2o.schemas.Topics;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What names or reaches a person is in no log, sealed or not at all, and can be forgotten. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SealedDataIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String IN_CLEAR = "canary in clear";
    private static final List<String> SEALED =
            List.of(
                    "canary-one@sealed.example",
                    "canary-two@sealed.example",
                    "+4915112345678",
                    "+4915187654321");

    private final Stack stack = Stack.named("sealed-data");
    private Member commandApi;
    private Member processors;
    private Member queryApi;
    private String token = "";

    @BeforeAll
    void start() throws IOException {
        stack.broker();
        stack.postgres();
        commandApi =
                stack.commandApi(
                        Map.of(
                                "q2o.decider.compression",
                                "none",
                                "q2o.decider.persistent-store",
                                "true"));
        processors = stack.streamProcessors();
        queryApi = stack.queryApi();
        stack.awaitReady();
        write(
                "POST",
                "/plans",
                "{\"name\":\"Pro\",\"stripePriceId\":\"pro\",\"monthlyRunQuota\":9}");
        Topic.awaitPlan(stack, "Pro");
        for (var slug : List.of("erased", "kept")) {
            write(
                    "POST",
                    "/tenants",
                    """
                    {"name":"New","slug":"%s","subscriptionPlan":"Pro","email":"%s","phoneNumber":"%s"}\
                    """
                            .formatted(slug, SEALED.get(0), SEALED.get(2)));
            write(
                    "PUT",
                    "/tenants/" + slug,
                    """
                    {"name":"%s","email":"%s","phoneNumber":"%s"}\
                    """
                            .formatted(IN_CLEAR, SEALED.get(1), SEALED.get(3)));
        }
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    private void write(String method, String path, String body) throws IOException {
        var answer = stack.admin().send(method, commandApi.at("/admin/api" + path), body, Map.of());
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
        token = answer.headers().firstValue("Consistency-Token").orElseThrow();
    }

    private HttpResponse<String> read(String slug) throws IOException {
        return stack.admin()
                .get(queryApi.at("/admin/api/tenants/" + slug), Map.of("Consistency-Token", token));
    }

    private void showsItsContact(String slug) {
        shows(slug, false, SEALED.get(1), SEALED.get(3));
    }

    private void showsThatItIsErased(String slug) {
        shows(slug, true, null, null);
    }

    private void shows(
            String slug, boolean erased, @Nullable String email, @Nullable String phone) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> {
                    var answer = read(slug);
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                    var tenant = JsonMapper.shared().readTree(answer.body());
                    assertThat(tenant.path("name").asString("")).isEqualTo(IN_CLEAR);
                    assertThat(tenant.get("erased").asBoolean()).isEqualTo(erased);
                    assertThat(text(tenant.get("email"))).isEqualTo(Optional.ofNullable(email));
                    assertThat(text(tenant.get("phoneNumber")))
                            .isEqualTo(Optional.ofNullable(phone));
                });
    }

    /** The field must be there; its text may not be. */
    private static Optional<String> text(JsonNode field) {
        assertThat(field).isNotNull();
        return field.isNull() ? Optional.empty() : Optional.of(field.asString());
    }

    private List<String> rowsWith(String table, String text) throws SQLException {
        try (var connection = stack.connect(DatabaseRole.QUERY_ADMIN);
                var statement =
                        connection.prepareStatement(
                                "select one::text from " + table + " one where one::text like ?")) {
            statement.setString(1, "%" + text + "%");
            var found = new ArrayList<String>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
            return found;
        }
    }

    /** Every key that was ever written, and whether the last word about it is a tombstone. */
    private Map<String, Boolean> forgottenKeys() {
        var keys = new HashMap<String, Boolean>();
        for (var record : Topic.committed(stack, Topics.KEYS)) {
            if (record.key().contains("/") && !record.key().endsWith("/forgotten")) {
                keys.put(record.key(), record.value() == null);
            }
        }
        return keys;
    }

    private List<Boolean> forgottenKeysOf(String slug) {
        return forgottenKeys().entrySet().stream()
                .filter(key -> key.getKey().startsWith(slug + "/"))
                .map(Map.Entry::getValue)
                .toList();
    }

    private void emptyTheReadModel() throws SQLException {
        try (var connection = stack.connect(DatabaseRole.OWNER);
                var statement = connection.createStatement()) {
            statement.execute(
                    "truncate projection_position, plan, tenant, activation_code, device, device_sighting, command_outcome, platform_total, daily_total, dead_letter, parked_tenant");
        }
    }

    @Test
    @Order(1)
    void leavesNoTraceInTheLogOrBesideIt() throws Exception {
        showsItsContact("kept");
        showsItsContact("erased");
        await().atMost(PATIENCE)
                .untilAsserted(() -> {
                    assertThat(rowsWith("command_outcome", IN_CLEAR)).isNotEmpty();
                    var outcomes = LogFold.Outcomes.of(stack);
                    assertThat(outcomes.visible()).isEqualTo(outcomes.decided());
                });
        commandApi.stop(); // its store is written to disk

        var segments = stack.data().resolve("broker");
        assertThat(Traces.of(IN_CLEAR, segments))
                .anyMatch(file -> file.contains(Topics.COMMANDS))
                .anyMatch(file -> file.contains(Topics.EVENTS))
                .anyMatch(file -> file.contains(Topics.OUTCOMES))
                .anyMatch(file -> file.contains("changelog"));
        assertThat(Traces.of(IN_CLEAR, stack.data().resolve("command-api"))).isNotEmpty();
        for (var canary : SEALED) {
            assertThat(Traces.of(canary, segments)).isEmpty();
            assertThat(Traces.of(canary, stack.data().resolve("command-api"))).isEmpty();
            assertThat(Traces.of(canary, stack.data().resolve("logs"))).isEmpty();
            assertThat(rowsWith("command_outcome", canary)).isEmpty();
        }
        commandApi.restart().awaitReady();
    }

    @Test
    @Order(2)
    void forgetsForGood() throws Exception {
        assertThat(forgottenKeysOf("erased")).isNotEmpty().containsOnly(false);
        write("POST", "/tenants/erased/erase", "");
        showsThatItIsErased("erased");
        showsItsContact("kept");
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(forgottenKeysOf("erased")).isNotEmpty().containsOnly(true));
        assertThat(forgottenKeysOf("kept")).isNotEmpty().containsOnly(false);

        processors.stop();
        emptyTheReadModel();
        assertThat(rowsWith("tenant", "erased")).isEmpty();
        processors.restart().awaitReady();
        showsThatItIsErased("erased");
        showsItsContact("kept");
        for (var canary : SEALED) {
            assertThat(rowsWith("tenant", canary)).noneMatch(row -> row.startsWith("(erased,"));
            assertThat(Traces.of(canary, stack.data().resolve("broker"))).isEmpty();
            assertThat(Traces.of(canary, stack.data().resolve("logs"))).isEmpty();
        }
    }
}
