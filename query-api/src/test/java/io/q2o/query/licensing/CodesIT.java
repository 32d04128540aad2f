package io.q2o.query.licensing;

import static org.assertj.core.api.Assertions.assertThat;

import io.q2o.query.RunningQueryApi;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

class CodesIT {
    private static final Instant DAY = Instant.parse("2026-03-01T10:00:00.123456Z");
    private final RunningQueryApi api = RunningQueryApi.running();

    @BeforeEach
    void twoTenantsWithCodesOfOneLabel() {
        api.empty();
        api.tenant("acme", 1, "Acme", DAY);
        api.tenant("acme-two", 2, "Acme", DAY);
        api.code(11, "acme", "Office", DAY);
        api.code(21, "acme-two", "Office", DAY.plusSeconds(60));
    }

    private WebTestClient.ResponseSpec get(String path, Object... values) {
        return api.admin().get().uri(path, values).exchange();
    }

    private JsonNode json(String query, Object... values) {
        return api.json("/admin/api/codes" + query, values);
    }

    private List<Long> ids(String query, Object... values) {
        var page = json(query, values);
        var ids = page.get("codes").valueStream().map(code -> code.get("id").asLong()).toList();
        if (page.get("total_pages").asInt() == 1) {
            assertThat(page.get("total").asInt()).isEqualTo(ids.size());
        }
        return ids;
    }

    @Test
    void showsEveryKeyAndNoCode() {
        var page = json("?search=acme-two");
        assertThat(page.get("codes").get(0).toString())
                .isEqualTo(
                        """
                        {"id":21,"code":null,"maskedCode":"••••-••••-••••-7KQ2","tenant":"Acme","tenantSlug":"acme-two",\
                        "label":"Office","status":"active","expiresAt":null,"usedAt":null,\
                        "createdAt":"2026-03-01T10:01:00.123456Z","useCount":0,"maxUses":1,"source":"admin"}\
                        """);
        assertThat(new TreeSet<>(page.propertyNames()))
                .containsExactly(
                        "codes", "page", "page_size", "total", "total_pages", "total_relation");
    }

    @Test
    void namesCodesThatCameWithTheirTenant() {
        api.code(12, "acme", null, DAY.plusSeconds(70));
        api.code(13, "acme", null, DAY.plusSeconds(80));
        api.write("update activation_code set source = 'registration' where code_id = 12");
        var codes = json("?tenant_slug=acme").get("codes");
        assertThat(codes.get(0).get("label").isNull()).isTrue();
        assertThat(codes.get(1).get("label").asString())
                .isEqualTo("Auto-generated on tenant creation");
        assertThat(ids("?search={text}", "tenant CREATION")).containsExactly(12L);
    }

    /** Every combination of what a status depends on. */
    private void everyKindOfCode() {
        api.write("delete from activation_code");
        long id = 100;
        for (var revoked : List.of("null", "now()")) {
            for (var expires :
                    List.of("null", "now() - interval '1 hour'", "now() + interval '1 hour'")) {
                for (var uses : List.of(0, 1, 2)) {
                    api.code(++id, "acme", "Kind", DAY.plusSeconds(id));
                    api.write(
                            "update activation_code set max_uses = 2, use_count = ?, revoked_at = %s, expires_at = %s where code_id = ?"
                                    .formatted(revoked, expires),
                            uses,
                            id);
                }
            }
        }
        api.recount();
    }

    @Test
    void showsTheFirstStatusThatApplies() {
        everyKindOfCode();
        var shown =
                json("?page_size=100")
                        .get("codes")
                        .valueStream()
                        .map(code -> code.get("id").asLong() + " " + code.get("status").asString())
                        .sorted()
                        .toList();
        assertThat(shown)
                .containsExactly(
                        "101 active",
                        "102 active",
                        "103 used",
                        "104 expired",
                        "105 expired",
                        "106 expired",
                        "107 active",
                        "108 active",
                        "109 used",
                        "110 revoked",
                        "111 revoked",
                        "112 revoked",
                        "113 revoked",
                        "114 revoked",
                        "115 revoked",
                        "116 revoked",
                        "117 revoked",
                        "118 revoked");
    }

    @Test
    void filtersByTheStatusThatIsShown() {
        everyKindOfCode();
        long found = 0;
        for (var status : List.of("active", "expired", "used", "revoked")) {
            for (var more : List.of("", "&tenant_slug=acme", "&search=kind", "&search=7kq2")) {
                var page = json("?page_size=100&status=" + status + more);
                assertThat(page.get("codes").valueStream().map(code -> code.get("status")))
                        .as(status + more)
                        .isNotEmpty()
                        .allSatisfy(shown -> assertThat(shown.asString()).isEqualTo(status))
                        .hasSize(page.get("total").asInt());
            }
            found += json("?status=" + status).get("total").asLong();
        }
        assertThat(found).isEqualTo(18);
        assertThat(ids("?status=active")).containsExactly(108L, 107L, 102L, 101L);
        assertThat(ids("?status=active&tenant_slug=acme-two")).isEmpty();
    }

    @Test
    void findsLabelsTenantsAndLastFour() {
        api.tenant("other", 3, "50%_Größe\\x", DAY);
        api.code(31, "other", null, DAY.plusSeconds(120));
        api.code(12, "acme", "100%", DAY.minusSeconds(60));
        api.write("update activation_code set last_four = 'ABCD' where code_id = 12");
        assertThat(ids("")).containsExactly(31L, 21L, 11L, 12L);
        assertThat(ids("?search={text}", " OFFI ")).containsExactly(21L, 11L);
        assertThat(ids("?search={text}", "acm")).containsExactly(21L, 11L, 12L);
        assertThat(ids("?search={text}", "ME-tw")).containsExactly(21L);
        assertThat(ids("?search={text}", "GRÖßE")).containsExactly(31L);
        assertThat(ids("?search={text}", "%_gr")).containsExactly(31L);
        assertThat(ids("?search={text}", "%")).containsExactly(31L, 12L);
        assertThat(ids("?search={text}", "\\")).containsExactly(31L);
        assertThat(ids("?search={text}", "7kq2")).containsExactly(31L, 21L, 11L);
        assertThat(ids("?search={text}", "-abcd")).containsExactly(12L);
        assertThat(ids("?search={text}", "abc")).isEmpty();
        assertThat(ids("?search={text}&tenant_slug={slug}", "7KQ2", "acme")).containsExactly(11L);
        assertThat(ids("?search={text}", "' or 1=1 --")).isEmpty();
        assertThat(ids("?tenant_slug=acm")).isEmpty();
        assertThat(ids("?tenant_slug=acme-two&unknown=1&search=&status=")).containsExactly(21L);
    }

    @Test
    void findsAWholeCodeByItsHashUnderAnyPepper() throws GeneralSecurityException {
        hash(11, "k1", "ABCD-EFGH-JKMN-PQRS");
        hash(21, "k2", "ABCD-EFGH-JKMN-PQRS");
        for (var typed :
                List.of(
                        "ABCD-EFGH-JKMN-PQRS",
                        "abcdefghjkmnpqrs",
                        " abcd efgh-JKMN pq-rs ",
                        "ABCD--EFGH JKMN\tPQRS")) {
            assertThat(ids("?search={text}", typed)).as(typed).containsExactly(21L, 11L);
        }
        for (var other :
                List.of(
                        "ABCD-EFGH-JKMN-PQRT",
                        "ABCD-EFGH-JKMN-PQR",
                        "ABCD-EFGH-JKMN-PQRSS",
                        "hash-11")) {
            assertThat(ids("?search={text}", other)).as(other).isEmpty();
        }
        assertThat(ids("?search={text}&tenant_slug=acme", "abcdefghjkmnpqrs")).containsExactly(11L);
    }

    private void hash(long id, String pepper, String code) throws GeneralSecurityException {
        var mac = Mac.getInstance("HmacSHA256");
        var key = Objects.requireNonNull(RunningQueryApi.PEPPERS.get(pepper));
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(key), "HmacSHA256"));
        var hash = mac.doFinal(code.getBytes(StandardCharsets.UTF_8));
        api.write(
                "update activation_code set hash = ? where code_id = ?",
                Base64.getEncoder().encodeToString(hash),
                id);
    }

    @Test
    void pagesWithoutOverlapAndCountsBeyondTheEnd() {
        for (int n = 0; n < 5; n++) {
            api.code(100 + n, "acme", "Same", DAY.plusSeconds(3600));
        }
        assertThat(ids("?page_size=3")).containsExactly(104L, 103L, 102L);
        assertThat(ids("?page_size=3&page=2")).containsExactly(101L, 100L, 21L);
        assertThat(ids("?page_size=3&page=3")).containsExactly(11L);
        assertThat(json("?page_size=3&page=4").toString())
                .isEqualTo(
                        "{\"codes\":[],\"total\":7,\"total_relation\":\"eq\",\"page\":4,\"page_size\":3,\"total_pages\":3}");
        assertThat(json("?search=nobody").toString())
                .isEqualTo(
                        "{\"codes\":[],\"total\":0,\"total_relation\":\"eq\",\"page\":1,\"page_size\":25,\"total_pages\":1}");
        assertThat(json("?page_size=200").get("total").asInt()).isEqualTo(7);
    }

    @Test
    void namesEachParameterThatIsOutOfRange() {
        for (var wrong :
                List.of(
                        "page=0",
                        "page=x",
                        "page_size=0",
                        "page_size=201",
                        "status=unused",
                        "search=a%00b",
                        "tenant_slug=" + "x".repeat(101),
                        "search=" + "x".repeat(201))) {
            api.admin()
                    .get()
                    .uri(URI.create(api.base() + "/admin/api/codes?" + wrong))
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
        var seen = get("/admin/api/codes").expectBody().returnResult().getResponseHeaders();
        var tag = Objects.requireNonNull(seen.getETag());
        ask("If-None-Match", tag).expectStatus().isNotModified();
        api.write("update activation_code set use_count = 1 where code_id = 11");
        ask("If-None-Match", tag).expectStatus().isOk();

        ask("Consistency-Token", "2:7").expectStatus().isEqualTo(503);
        api.got("licensing", 2, 7);
        ask("Consistency-Token", "2:7").expectStatus().isOk();
        api.write(
                "insert into parked_tenant (projection, tenant, partition, since_position) values ('licensing', 'acme', 2, 5)");
        ask("Consistency-Token", "2:7").expectHeader().valueEquals("Consistency", "parked");
    }

    private WebTestClient.ResponseSpec ask(String header, String value) {
        return api.admin().get().uri("/admin/api/codes").header(header, value).exchange();
    }

    @Test
    void keepsOutWhoeverIsNoAdmin() {
        api.stranger().get().uri("/admin/api/codes").exchange().expectStatus().isUnauthorized();
        api.as("bob", "reader")
                .get()
                .uri("/admin/api/codes")
                .exchange()
                .expectStatus()
                .isForbidden();
    }
}
