package io.q2o.query.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import io.q2o.query.RunningQueryApi;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

class TenantsIT {
    private static final Instant DAY = Instant.parse("2026-03-01T10:00:00.123456Z");
    private final RunningQueryApi api = RunningQueryApi.running();

    @BeforeEach
    void twoTenantsOfOneName() {
        api.empty();
        api.tenant("acme", 32769, "Acme", DAY);
        api.tenant("acme-two", 65537, "Acme", DAY.plusSeconds(60));
    }

    private WebTestClient.ResponseSpec get(String path, Object... values) {
        return api.admin().get().uri(path, values).exchange();
    }

    private JsonNode json(String path, Object... values) {
        return api.json(path, values);
    }

    private List<String> slugs(String query, Object... values) {
        return json("/admin/api/tenants" + query, values)
                .get("items")
                .valueStream()
                .map(item -> item.get("slug").asString())
                .toList();
    }

    @Test
    void showsEveryKeyThatPortalsInsistOn() {
        api.write("update tenant set email = '', logo_url = '' where tenant = 'acme'");
        var tenant = json("/admin/api/tenants/acme");

        assertThat(new TreeSet<>(tenant.propertyNames()))
                .contains(
                        "id",
                        "name",
                        "slug",
                        "createdAt",
                        "primaryColor",
                        "domain",
                        "phoneNumber",
                        "logoUrl",
                        "email",
                        "usageQuota",
                        "usageCurrent",
                        "activationCodesTotal",
                        "activationCodesUsed",
                        "subscription");
        assertThat(tenant.get("id").isIntegralNumber()).isTrue();
        assertThat(tenant.get("email").isNull()).isTrue();
        assertThat(tenant.get("logoUrl").isNull()).isTrue();
        assertThat(tenant.get("usageQuota").asInt()).isEqualTo(50);
        assertThat(tenant.get("createdAt").asString()).isEqualTo("2026-03-01T10:00:00.123456Z");
        assertThat(tenant.get("subscription").toString())
                .isEqualTo("{\"planName\":\"Pro\",\"status\":\"active\",\"state\":\"active\"}");
    }

    @Test
    void showsNoStatusThatPortalsHaveNoWordFor() {
        api.write("update tenant set subscription_state = 'incomplete' where tenant = 'acme'");
        api.write(
                """
                update tenant set subscription_state = null, plan_name = null,
                    monthly_run_quota = null
                where tenant = 'acme-two'
                """);

        assertThat(json("/admin/api/tenants/acme").get("subscription").toString())
                .isEqualTo("{\"planName\":\"Pro\",\"status\":null,\"state\":\"incomplete\"}");
        var without = json("/admin/api/tenants/acme-two");
        assertThat(without.get("subscription").toString())
                .isEqualTo("{\"planName\":null,\"status\":null,\"state\":null}");
        assertThat(without.get("usageQuota").asInt()).isZero();
        assertThat(slugs("?status=none")).containsExactly("acme-two", "acme");
        assertThat(slugs("?status=active")).isEmpty();
    }

    @Test
    void tellsNothingAboutTenantsThatAreNotThere() {
        for (var slug : List.of("nobody", "Acme", "a", "x'--", "platform")) {
            get("/admin/api/tenants/{slug}", slug)
                    .expectStatus()
                    .isNotFound()
                    .expectHeader()
                    .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                    .expectBody()
                    .jsonPath("$.detail")
                    .isEqualTo("Tenant not found.");
        }
        get("/admin/api/tenants/{slug}", "acme%00")
                .expectStatus()
                .isBadRequest()
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON);
        get("/admin/api/nothing")
                .expectStatus()
                .isNotFound()
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON);
    }

    @Test
    void pagesWithoutOverlapAndCountsBeyondTheEnd() {
        for (int i = 0; i < 5; i++) {
            api.tenant("same-" + i, 100 + i, "Same", DAY);
        }
        var first = slugs("?sort_field=name&sort_direction=desc&page_size=3&page=1");
        var second = slugs("?sort_field=name&sort_direction=desc&page_size=3&page=2");
        var third = slugs("?sort_field=name&sort_direction=desc&page_size=3&page=3");
        assertThat(first).containsExactly("same-0", "same-1", "same-2");
        assertThat(second).containsExactly("same-3", "same-4", "acme-two");
        assertThat(third).containsExactly("acme");

        var beyond = json("/admin/api/tenants?page_size=3&page=4");
        assertThat(beyond.toString())
                .isEqualTo(
                        "{\"items\":[],\"total\":7,\"totalRelation\":\"eq\",\"page\":4,\"pageSize\":3,\"totalPages\":3}");
        assertThat(json("/admin/api/tenants?page=2147483647").get("total").asInt()).isEqualTo(7);
        assertThat(json("/admin/api/tenants?search=nobody").toString())
                .isEqualTo(
                        "{\"items\":[],\"total\":0,\"totalRelation\":\"eq\",\"page\":1,\"pageSize\":10,\"totalPages\":1}");
    }

    @Test
    void ordersByEachField() {
        api.tenant("zeta", 3, "alpha", DAY.minusSeconds(60));
        api.write("update tenant set updated_at = now() where tenant = 'acme'");
        codes("acme", "now()", 3, 1);
        codes("acme-two", "now()", 9, 0);
        codes("zeta", "now() - interval '2 months'", 20, 20);

        assertThat(slugs("")).containsExactly("acme-two", "acme", "zeta");
        assertThat(slugs("?sort_direction=asc")).containsExactly("zeta", "acme", "acme-two");
        assertThat(slugs("?sort_field=name&sort_direction=asc"))
                .containsExactly("acme-two", "acme", "zeta");
        assertThat(slugs("?sort_field=slug&sort_direction=desc"))
                .containsExactly("zeta", "acme-two", "acme");
        assertThat(slugs("?sort_field=updated_at")).startsWith("acme");
        assertThat(slugs("?sort_field=usage")).startsWith("acme");
        assertThat(slugs("?sort_field=usage_current")).containsExactly("acme", "acme-two", "zeta");
        assertThat(slugs("?sort_field=usage_current&sort_direction=asc"))
                .containsExactly("zeta", "acme-two", "acme");
        api.tenant("none", 4, "None", DAY);
        assertThat(slugs("?sort_field=usage_current")).endsWith("zeta", "none");
        assertThat(slugs("?sort_field=usage_current&sort_direction=asc"))
                .startsWith("none", "zeta");
    }

    /** Codes issued and used in the month of an instant. */
    private void codes(String slug, String instant, int issued, int used) {
        api.write(
                """
                update tenant set codes_month =
                        (date_trunc('month', (%s) at time zone 'UTC'))::date,
                    activation_codes_total = ?, activation_codes_used = ?
                where tenant = ?
                """
                        .formatted(instant),
                issued,
                used,
                slug);
    }

    @Test
    void showsFiguresOfThisMonthsCodesAlone() {
        codes("acme", "now()", 5, 2);
        codes("acme-two", "now() - interval '1 month'", 7, 3);
        assertThat(figures("acme")).isEqualTo("5 2");
        assertThat(figures("acme-two")).isEqualTo("0 0");
        assertThat(
                        json("/admin/api/tenants?sort_field=slug&sort_direction=asc")
                                .get("items")
                                .valueStream()
                                .map(TenantsIT::figures)
                                .toList())
                .containsExactly("5 2", "0 0");
        var tag = get("/admin/api/tenants/acme").expectBody().returnResult().getResponseHeaders();
        codes("acme", "now()", 5, 3);
        assertThat(
                        get("/admin/api/tenants/acme")
                                .expectBody()
                                .returnResult()
                                .getResponseHeaders()
                                .getETag())
                .startsWith("\"1-")
                .isNotEqualTo(tag.getETag());
    }

    private String figures(String slug) {
        return figures(json("/admin/api/tenants/{slug}", slug));
    }

    private static String figures(JsonNode tenant) {
        return tenant.get("activationCodesTotal") + " " + tenant.get("activationCodesUsed");
    }

    @Test
    void countsThoseOfAStatus() {
        for (var status : List.of("trialing", "past_due", "suspended", "incomplete")) {
            api.tenant("t-" + status.replace('_', '-'), status.hashCode(), "Other", DAY);
            api.write(
                    "update tenant set subscription_state = ? where tenant_id = ?",
                    status,
                    status.hashCode());
            api.write(
                    "update platform_total set value = value - 1 where counter = 'tenants-active'");
            api.write("insert into platform_total values (?, 3, 1)", "tenants-" + status);
        }
        assertThat(total("")).isEqualTo(6);
        assertThat(total("?status=active")).isEqualTo(2);
        assertThat(total("?status=past_due")).isEqualTo(1);
        assertThat(total("?status=canceled")).isZero();
        assertThat(total("?status=none")).isEqualTo(1);
        assertThat(total("?status=trialing&search=other")).isEqualTo(1);
        assertThat(total("?search=acm")).isEqualTo(2);
    }

    private int total(String query) {
        return json("/admin/api/tenants" + query).get("total").asInt();
    }

    @Test
    void findsPartsOfNamesAndSlugsInAnyCase() {
        api.tenant("percent", 3, "100%_Größe\\x", DAY);

        assertThat(slugs("?search={text}", "ACM")).containsExactly("acme-two", "acme");
        assertThat(slugs("?search={text}", " me-TW ")).containsExactly("acme-two");
        assertThat(slugs("?search={text}", "GRÖSSE")).isEmpty();
        assertThat(slugs("?search={text}", "GRÖßE")).containsExactly("percent");
        assertThat(slugs("?search={text}", "%")).containsExactly("percent");
        assertThat(slugs("?search={text}", "_")).containsExactly("percent");
        assertThat(slugs("?search={text}", "a%e")).isEmpty();
        assertThat(slugs("?search={text}", "\\")).containsExactly("percent");
        assertThat(slugs("?search={text}", "' or 1=1 --")).isEmpty();
        assertThat(slugs("?search=acm&status=active&sort_field=slug&sort_direction=asc"))
                .containsExactly("acme", "acme-two");
        assertThat(slugs("?search=acm&status=suspended")).isEmpty();
        assertThat(slugs("?search=&status=&unknown=1")).hasSize(3);
    }

    @Test
    void namesEachParameterThatIsOutOfRange() {
        for (var wrong :
                List.of(
                        "page=0",
                        "page=-1",
                        "page=x",
                        "page=",
                        "page=2147483648",
                        "page=99999999999999999999",
                        "page=1&page=2",
                        "page_size=0",
                        "page_size=1001",
                        "status=incomplete",
                        "status=ACTIVE",
                        "sort_field=email",
                        "sort_direction=down",
                        "search=a%00b",
                        "search=" + "x".repeat(201))) {
            api.admin()
                    .get()
                    .uri(java.net.URI.create(base() + "/admin/api/tenants?" + wrong))
                    .exchange()
                    .expectStatus()
                    .isEqualTo(422)
                    .expectHeader()
                    .contentType(MediaType.APPLICATION_PROBLEM_JSON)
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

    private String base() {
        return api.base();
    }

    @Test
    void sendsNothingTwice() {
        var tag = get("/admin/api/tenants/acme").expectBody().returnResult().getResponseHeaders();
        assertThat(tag.getETag()).startsWith("\"1-");
        assertThat(tag.getCacheControl()).isEqualTo("private, no-cache");
        var list = get("/admin/api/tenants").expectBody().returnResult().getResponseHeaders();

        api.admin()
                .get()
                .uri("/admin/api/tenants/acme")
                .header("If-None-Match", "\"other\", W/" + tag.getETag())
                .exchange()
                .expectStatus()
                .isNotModified()
                .expectHeader()
                .valueEquals("ETag", Objects.requireNonNull(tag.getETag()))
                .expectHeader()
                .valueEquals("Cache-Control", "private, no-cache");
        api.write("update tenant set usage_current = 1 where tenant = 'acme'");
        for (var changed : List.of(tag, list)) {
            api.admin()
                    .get()
                    .uri(changed == tag ? "/admin/api/tenants/acme" : "/admin/api/tenants")
                    .header("If-None-Match", Objects.requireNonNull(changed.getETag()))
                    .exchange()
                    .expectStatus()
                    .isOk();
        }
    }

    @Test
    void answersHeadWithoutABody() {
        api.admin()
                .head()
                .uri("/admin/api/tenants/acme")
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .exists("ETag")
                .expectBody()
                .isEmpty();
    }

    @Test
    void keepsOutWhoeverIsNoAdmin() {
        api.stranger().get().uri("/admin/api/tenants").exchange().expectStatus().isUnauthorized();
        api.as("bob", "reader")
                .get()
                .uri("/admin/api/tenants/acme")
                .exchange()
                .expectStatus()
                .isForbidden();
    }

    @Test
    void showsBrandingToEverybody() {
        api.write("update tenant set primary_color = '#00ff00' where tenant = 'acme-two'");
        api.stranger()
                .get()
                .uri("/licenses/branding/acme-two")
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .exists("ETag")
                .expectBody(String.class)
                .isEqualTo("{\"logo_url\":null,\"primary_color\":\"#00ff00\",\"domain\":null}");
        for (var slug : List.of("nobody", "x", "Acme")) {
            api.stranger()
                    .get()
                    .uri("/licenses/branding/{slug}", slug)
                    .exchange()
                    .expectStatus()
                    .isNotFound();
        }
    }
}
