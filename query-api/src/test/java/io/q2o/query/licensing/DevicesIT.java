package io.q2o.query.licensing;

import static org.assertj.core.api.Assertions.assertThat;

import io.q2o.query.RunningQueryApi;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

class DevicesIT {
    private static final Instant DAY = Instant.parse("2026-03-01T10:00:00.123456Z");
    private final RunningQueryApi api = RunningQueryApi.running();

    @BeforeEach
    void twoTenantsWithDevicesOfOneFingerprint() {
        api.empty();
        api.tenant("acme", 1, "Acme", DAY);
        api.tenant("acme-two", 2, "Acme", DAY);
        api.device(11, "acme", "Finger+print/1=", "Front desk", DAY);
        api.device(21, "acme-two", "Finger+print/1=", "Front desk", DAY.plusSeconds(60));
    }

    private WebTestClient.ResponseSpec get(String path, Object... values) {
        return api.admin().get().uri(path, values).exchange();
    }

    private JsonNode json(String query, Object... values) {
        return api.json("/admin/api/devices" + query, values);
    }

    private List<Long> ids(String query, Object... values) {
        var page = json(query, values);
        var ids = page.get("devices").valueStream().map(one -> one.get("id").asLong()).toList();
        if (page.get("total_pages").asInt() == 1) {
            assertThat(page.get("total").asInt()).isEqualTo(ids.size());
        }
        return ids;
    }

    @Test
    void showsEveryKey() {
        assertThat(json("?page_size=1").toString())
                .isEqualTo(
                        """
                        {"devices":[{"id":21,"tenant":"Acme","tenantSlug":"acme-two","label":"Front desk",\
                        "hwFingerprint":"Finger+print/1=","deviceType":"desktop","lastSeen":"2026-03-01T10:01:00.123456Z",\
                        "createdAt":"2026-03-01T10:01:00.123456Z","isRevoked":false,"codeId":5}],"total":2,"total_relation":"eq","page":1,\
                        "page_size":1,"total_pages":2}\
                        """);
        api.write("update device set revoked = true, label = null where device_id = 21");
        var device = json("").get("devices").get(0);
        assertThat(device.get("isRevoked").asBoolean()).isTrue();
        assertThat(device.get("label").isNull()).isTrue();
    }

    @Test
    void showsWhenADeviceWasSeenLast() {
        api.write(
                "insert into device_sighting values (11, 'acme', '2026-03-02T11:00:00Z'), (21, 'acme-two', '2026-02-01T00:00:00Z')");
        assertThat(
                        json("").get("devices")
                                .valueStream()
                                .map(one -> one.get("lastSeen").asString())
                                .toList())
                .containsExactly("2026-03-01T10:01:00.123456Z", "2026-03-02T11:00:00Z");
    }

    @Test
    void findsLabelsTenantsAndFingerprints() {
        api.tenant("other", 3, "50%_Größe\\x", DAY);
        api.device(31, "other", "zzz", null, DAY.plusSeconds(120));
        api.device(12, "acme", "yyy", "100%", DAY.minusSeconds(60));
        assertThat(ids("")).containsExactly(31L, 21L, 11L, 12L);
        assertThat(ids("?search={text}", " front D")).containsExactly(21L, 11L);
        assertThat(ids("?search={text}", "r+PRINT/")).containsExactly(21L, 11L);
        assertThat(ids("?search={text}", "acme")).containsExactly(21L, 11L, 12L);
        assertThat(ids("?search={text}", "acme-t")).isEmpty();
        assertThat(ids("?search={text}", "GRÖßE")).containsExactly(31L);
        assertThat(ids("?search={text}", "%")).containsExactly(31L, 12L);
        assertThat(ids("?search={text}", "_")).containsExactly(31L);
        assertThat(ids("?search={text}", "' or 1=1 --")).isEmpty();
        assertThat(ids("?tenant_slug={slug}", "acm")).containsExactly(21L, 11L, 12L);
        assertThat(ids("?tenant_slug={slug}", "ME-TW")).containsExactly(21L);
        assertThat(ids("?tenant_slug={slug}", "a%e")).isEmpty();
        assertThat(ids("?tenant_slug={slug}&search={text}", "me-tw", "finger"))
                .containsExactly(21L);
        assertThat(ids("?tenant_slug=&search=&unknown=1")).hasSize(4);
    }

    @Test
    void pagesWithoutOverlapAndCountsBeyondTheEnd() {
        for (int n = 0; n < 5; n++) {
            api.device(100 + n, "acme", "same-" + n, "Same", DAY.plusSeconds(3600));
        }
        assertThat(ids("?page_size=3")).containsExactly(104L, 103L, 102L);
        assertThat(ids("?page_size=3&page=2")).containsExactly(101L, 100L, 21L);
        assertThat(ids("?page_size=3&page=3")).containsExactly(11L);
        assertThat(json("?page_size=3&page=4").toString())
                .isEqualTo(
                        "{\"devices\":[],\"total\":7,\"total_relation\":\"eq\",\"page\":4,\"page_size\":3,\"total_pages\":3}");
        assertThat(json("?search=nobody").toString())
                .isEqualTo(
                        "{\"devices\":[],\"total\":0,\"total_relation\":\"eq\",\"page\":1,\"page_size\":25,\"total_pages\":1}");
        assertThat(json("?page_size=100").get("total").asInt()).isEqualTo(7);
    }

    @Test
    void namesEachParameterThatIsOutOfRange() {
        for (var wrong :
                List.of(
                        "page=0",
                        "page=x",
                        "page_size=0",
                        "page_size=101",
                        "search=a%00b",
                        "tenant_slug=" + "x".repeat(101),
                        "search=" + "x".repeat(201))) {
            api.admin()
                    .get()
                    .uri(URI.create(api.base() + "/admin/api/devices?" + wrong))
                    .exchange()
                    .expectStatus()
                    .isEqualTo(422)
                    .expectBody()
                    .jsonPath("$.detail")
                    .value(
                            String.class,
                            detail ->
                                    assertThat(detail)
                                            .as(wrong)
                                            .startsWith(wrong.substring(0, wrong.indexOf('='))));
        }
    }

    @Test
    void sendsNothingTwiceAndWaitsForTokens() {
        var seen = get("/admin/api/devices").expectBody().returnResult().getResponseHeaders();
        var tag = Objects.requireNonNull(seen.getETag());
        ask("If-None-Match", tag).expectStatus().isNotModified();
        api.write("update device set revoked = true where device_id = 11");
        ask("If-None-Match", tag).expectStatus().isOk();

        ask("Consistency-Token", "2:7").expectStatus().isEqualTo(503);
        api.got("licensing", 2, 7);
        ask("Consistency-Token", "2:7").expectStatus().isOk();
        api.write(
                "insert into parked_tenant (projection, tenant, partition, since_position) values ('licensing', 'acme', 2, 5)");
        ask("Consistency-Token", "2:7").expectHeader().valueEquals("Consistency", "parked");
    }

    private WebTestClient.ResponseSpec ask(String header, String value) {
        return api.admin().get().uri("/admin/api/devices").header(header, value).exchange();
    }

    @Test
    void keepsOutWhoeverIsNoAdmin() {
        api.stranger().get().uri("/admin/api/devices").exchange().expectStatus().isUnauthorized();
        api.as("bob", "reader")
                .get()
                .uri("/admin/api/devices")
                .exchange()
                .expectStatus()
                .isForbidden();
    }
}
