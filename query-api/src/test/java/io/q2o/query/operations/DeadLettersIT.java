package io.q2o.query.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.q2o.query.RunningQueryApi;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

class DeadLettersIT {
    private final RunningQueryApi api = RunningQueryApi.running();

    @BeforeEach
    void twoParkedTenants() {
        api.empty();
        letter("licensing", 3, 118, "acme", "SQLSTATE 22021", "2026-03-01T10:00:00Z");
        letter("licensing", 3, 131, "acme", "its tenant is parked", "2026-03-01T10:05:00Z");
        letter("licensing", 3, 120, "acme", "its tenant is parked", "2026-03-01T10:04:00Z");
        letter("licensing", 3, 119, "acme-two", "SQLSTATE 23505", "2026-03-01T10:01:00Z");
        park("licensing", 3, "acme");
        park("licensing", 3, "acme-two");
    }

    private void letter(
            String projection,
            int partition,
            long offset,
            String tenant,
            String reason,
            String at) {
        api.write(
                """
                insert into dead_letter (projection, partition, record_offset, tenant, type, event_id, reason, headers,
                    payload, position, at)
                values (?, ?, ?, ?, 'q2o.tenants.profile-changed.v1', ? || '-0', ?, '[]', 'secret of somebody', ?,
                    ?::timestamptz)
                """,
                projection,
                partition,
                offset,
                tenant,
                partition + "-" + (offset - 10),
                reason,
                offset - 10,
                at);
    }

    private void park(String projection, int partition, String tenant) {
        api.write(
                "insert into parked_tenant (projection, tenant, partition, since_position) values (?, ?, ?, 0)",
                projection,
                tenant,
                partition);
    }

    private JsonNode json(String query) {
        return api.json("/admin/api/dead-letters" + query);
    }

    private List<String> ids(String query) {
        return json(query).get("items").valueStream().map(one -> one.get("id").asString()).toList();
    }

    @Test
    void showsTheFirstRecordOfEachParkedTenantAndHowManyWaitBehindIt() {
        assertThat(json("").toString())
                .isEqualTo(
                        """
                        {"items":[{"id":"licensing:acme-two:119","projection":"licensing","tenantSlug":"acme-two",\
                        "eventType":"q2o.tenants.profile-changed.v1","eventId":"3-109-0","position":"3:109",\
                        "reason":"SQLSTATE 23505","parkedAt":"2026-03-01T10:01:00Z","waiting":0},\
                        {"id":"licensing:acme:118","projection":"licensing","tenantSlug":"acme",\
                        "eventType":"q2o.tenants.profile-changed.v1","eventId":"3-108-0","position":"3:108",\
                        "reason":"SQLSTATE 22021","parkedAt":"2026-03-01T10:00:00Z","waiting":2}],\
                        "total":2,"page":1,"pageSize":25,"totalPages":1}\
                        """);
    }

    @Test
    void showsWhatARecordDoesNotSayAsNull() {
        api.write("update dead_letter set type = null, event_id = null, position = null");
        var letter = json("?tenant_slug=acme-").get("items").get(0);
        for (var key : List.of("eventType", "eventId", "position")) {
            assertThat(letter.get(key).isNull()).as(key).isTrue();
        }
    }

    @Test
    void listsNoRecordThatStandsInNobodysWay() {
        letter("outcomes", 3, 118, "3-90", "SQLSTATE 22021", "2026-03-01T10:00:00Z");
        assertThat(ids("")).hasSize(2);
    }

    @Test
    void findsTenantsByAPartOfTheirSlugAndPages() {
        assertThat(ids("?tenant_slug=TWO")).containsExactly("licensing:acme-two:119");
        assertThat(ids("?tenant_slug=a%25e")).isEmpty();
        assertThat(ids("?page_size=1")).containsExactly("licensing:acme-two:119");
        assertThat(ids("?page_size=1&page=2")).containsExactly("licensing:acme:118");
        assertThat(json("?page_size=1&page=3").toString())
                .isEqualTo("{\"items\":[],\"total\":2,\"page\":3,\"pageSize\":1,\"totalPages\":2}");
    }

    @Test
    void namesEachParameterThatIsOutOfRange() {
        for (var wrong : List.of("page=0", "page_size=101", "tenant_slug=" + "x".repeat(101))) {
            ask(wrong).expectStatus().isEqualTo(422);
        }
    }

    private WebTestClient.ResponseSpec ask(String query) {
        return api.admin().get().uri("/admin/api/dead-letters?" + query).exchange();
    }

    @Test
    void waitsForWhatWasOrdered() {
        var list = api.admin().get().uri("/admin/api/dead-letters");
        list.header("Consistency-Token", "3:140").exchange().expectStatus().isEqualTo(503);
        api.got("licensing", 3, 140);
        list.header("Consistency-Token", "3:140").exchange().expectStatus().isOk();
    }

    @Test
    void keepsOutWhoeverIsNoAdmin() {
        api.stranger()
                .get()
                .uri("/admin/api/dead-letters")
                .exchange()
                .expectStatus()
                .isUnauthorized();
        api.as("bob", "reader")
                .get()
                .uri("/admin/api/dead-letters")
                .exchange()
                .expectStatus()
                .isForbidden();
    }
}
