package io.q2o.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.q2o.engines.DatabaseRole;
import io.q2o.engines.FreePorts;
import io.q2o.log.LogJson;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** What operators see and order while the platform runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorsIT {
    private static final String LETTERS = "/admin/api/dead-letters";

    private final Stack stack = Stack.named("operators");
    private Member commandApi;
    private Member processors;
    private Member queryApi;
    private Member front;
    private String token = "";

    @BeforeAll
    void start() throws IOException {
        stack.broker();
        stack.postgres();
        commandApi = stack.commandApi();
        processors = stack.streamProcessors();
        queryApi = stack.queryApi(Map.of("q2o.query.consistency.wait-limit", "10s"));
        front = stack.front(FreePorts.next(), commandApi, queryApi);
        stack.awaitReady();
        done(send("POST", "/admin/api/plans", plan()));
        done(send("POST", "/admin/api/tenants", tenant("acme")));
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    private static String plan() {
        return "{\"name\":\"Pro\",\"stripePriceId\":\"pro\",\"monthlyRunQuota\":9}";
    }

    private static String tenant(String slug) {
        return "{\"name\":\"Acme\",\"slug\":\"%s\",\"subscriptionPlan\":\"Pro\"}".formatted(slug);
    }

    private HttpResponse<String> send(String method, String path, String body) throws IOException {
        var headers =
                token.isEmpty() ? Map.<String, String>of() : Map.of("Consistency-Token", token);
        return stack.admin().send(method, front.at(path), body, headers);
    }

    /** From now on reads wait for what this did. */
    private JsonNode done(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
        token = answer.headers().firstValue("Consistency-Token").orElse(token);
        return LogJson.MAPPER.readTree(answer.body());
    }

    private JsonNode letters(String slug) throws IOException {
        return done(send("GET", LETTERS + "?tenant_slug=" + slug, "")).get("items");
    }

    private void asOwner(String sql) throws SQLException {
        try (var connection = stack.connect(DatabaseRole.OWNER);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void retryAParkedTenantUntilItHasCaughtUp() throws Exception {
        asOwner("alter table tenant add constraint one_word check (name not like '% %')");
        done(send("PUT", "/admin/api/tenants/acme", "{\"name\":\"Two words\"}"));
        done(send("POST", "/admin/api/tenants/acme/suspend", ""));
        var letter = letters("acme").get(0);
        assertThat(letter.get("eventType").asString()).isEqualTo("q2o.tenants.profile-changed.v1");
        assertThat(letter.get("reason").asString()).isEqualTo("SQLSTATE 23514");
        assertThat(letter.get("waiting").asInt()).isEqualTo(1);

        var retry = LETTERS + "/" + letter.get("id").asString() + "/retry";
        assertThat(done(send("POST", retry, "")).get("ordered").asString()).isEqualTo("retry");
        assertThat(letters("acme")).hasSize(1);

        asOwner("alter table tenant drop constraint one_word");
        done(send("POST", retry, ""));
        assertThat(letters("acme")).isEmpty();
        var acme = done(send("GET", "/admin/api/tenants/acme", ""));
        assertThat(acme.get("name").asString()).isEqualTo("Two words");
        assertThat(acme.get("subscription").get("status").asString()).isEqualTo("suspended");
    }

    @Test
    void discardWhatCanNeverBeApplied() throws Exception {
        asOwner("alter table tenant add constraint no_bad check (name <> 'Bad')");
        done(send("POST", "/admin/api/tenants", tenant("globex")));
        done(send("PUT", "/admin/api/tenants/globex", "{\"name\":\"Bad\"}"));
        // before the next change: of two in one batch only the last would be written
        var letter = letters("globex").get(0);
        done(send("PUT", "/admin/api/tenants/globex", "{\"name\":\"Good\"}"));
        assertThat(letters("globex").get(0).get("waiting").asInt()).isEqualTo(1);
        var discard = LETTERS + "/" + letter.get("id").asString() + "/discard";
        assertThat(done(send("POST", discard, "")).get("ordered").asString()).isEqualTo("discard");
        assertThat(letters("globex")).isEmpty();
        var globex = done(send("GET", "/admin/api/tenants/globex", ""));
        assertThat(globex.get("name").asString()).isEqualTo("Good");
    }

    @Test
    void orderNothingForTenantsThatDoNotExist() throws Exception {
        for (var id :
                new String[] {"licensing:nobody:1", "licensing:No:1", "outcomes:3-7:1", "1"}) {
            for (var order : new String[] {"/retry", "/discard"}) {
                assertThat(send("POST", LETTERS + "/" + id + order, "").statusCode())
                        .as(id)
                        .isEqualTo(404);
            }
        }
        var stranger = Calls.bearing("no token").post(front.at(LETTERS + "/1/retry"), "", Map.of());
        assertThat(stranger.statusCode()).isEqualTo(401);
    }

    @Test
    void scrapeMetricsAtManagementPortsAndNowhereElse() throws IOException {
        shows(
                commandApi,
                "q2o_decider_partitions 6.0",
                "q2o_decider_partitions_halted 0.0",
                "q2o_decider_lag ",
                "q2o_decider_waiting ",
                "q2o_decider_ahead_seconds ",
                "q2o_decider_commands_total ");
        shows(
                processors,
                "q2o_projection_lag{projection=\"licensing\"} ",
                "q2o_projection_lag{projection=\"outcomes\"} ",
                "q2o_projection_parked_tenants{projection=\"licensing\"} ",
                "q2o_projection_records_total{projection=\"licensing\"} ");
        shows(
                queryApi,
                "q2o_query_waiting ",
                "q2o_query_connections{pool=\"admins\"} ",
                "q2o_query_connections_pending{pool=\"tenants\"} ",
                "http_server_requests_seconds_count{");
        shows(front, "http_server_requests_seconds_count{", "jvm_memory_used_bytes{");
    }

    /** A few hundred series a process and no more: each of them is stored every few seconds. */
    private void shows(Member member, String... wanted) throws IOException {
        var scraped = stack.admin().get(member.atManagement("/actuator/prometheus"), Map.of());
        assertThat(scraped.statusCode()).as(member.name()).isEqualTo(200);
        var series = scraped.body().lines().filter(line -> !line.startsWith("#")).toList();
        assertThat(series).as(member.name()).hasSizeLessThan(600);
        for (var one : wanted) {
            assertThat(series).anyMatch(line -> line.startsWith(one));
        }
        var open = stack.admin().get(member.at("/actuator/prometheus"), Map.of());
        assertThat(open.statusCode()).as(member.name()).isEqualTo(404);
    }
}
