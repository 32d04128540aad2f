package io.q2o.query.lists;

import static org.assertj.core.api.Assertions.assertThat;

import io.q2o.query.RunningQueryApi;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Lists of so many rows that searches stop counting, compared row by row with what a query says
 * that reads the whole table.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManyRowsIT {
    private static final int SIZE = 100;
    private static final int MOST_COUNTED = 1_000;
    private static final Instant DAY = Instant.parse("2026-03-01T10:00:00Z");

    private final RunningQueryApi api = RunningQueryApi.running();

    /**
     * @param path of the list, without its page
     * @param text searched for, null for none
     * @param rows keys in order, as a query
     * @param isSearch whether no more than a thousand are counted
     */
    private record Case(String path, @Nullable String text, String rows, boolean isSearch) {
        @Override
        public String toString() {
            return text == null ? path : path + text;
        }
    }

    @BeforeAll
    void manyOfEach() {
        api.empty();
        // more tenants of one name than are counted, and only the last of them has anything
        api.write(
                """
                insert into tenant (tenant, tenant_id, name, otp_delivery_method, profile_version,
                    created_at, updated_at, subscription_state, codes_month,
                    activation_codes_used, activation_codes_total)
                select 'slug-' || n, n, case when n % 4 = 0 then 'Größe ' || n % 7 else 'Other' end,
                    'email', 1, ?::timestamptz + n / 3 * interval '1 second',
                    ?::timestamptz + n % 10 * interval '1 hour',
                    case n % 5 when 0 then 'suspended' when 1 then null else 'active' end,
                    case n % 3 when 0 then null when 1 then date '2026-02-01' else date '2026-03-01' end,
                    n % 4, n % 6
                from generate_series(1, 4500) n
                """,
                DAY.toString(), DAY.toString());
        api.write("insert into platform_total select 'tenants', 1, count(*) from tenant");
        api.write(
                """
                insert into platform_total select 'tenants-' || subscription_state, 1, count(*)
                from tenant where subscription_state is not null group by 1
                """);
        api.write(
                """
                insert into activation_code (code_id, tenant, hash, last_four, label, expires_at,
                    max_uses, use_count, revoked_at, created_at, source, tenant_version)
                select n, 'slug-' || 4500 - n % 4, 'hash-' || n, '7KQ2',
                    case when n % 2 = 0 then 'Lot ' || n when n % 5 > 0 then 'Ab' end,
                    case n % 4 when 0 then now() - interval '1 second' * n
                        when 1 then now() - interval '1 hour' * n
                        when 2 then now() + interval '1 day' end,
                    1 + n % 2, n % 3, case when n % 11 = 0 then now() end,
                    ?::timestamptz + n / 5 * interval '1 second',
                    case when n % 2 = 1 and n % 5 = 0 then 'registration' else 'admin' end, n
                from generate_series(1, 5000) n
                """,
                DAY.toString());
        api.write(
                """
                insert into device (device_id, tenant, fingerprint, label, code_id, revoked,
                    created_at, tenant_version)
                select n, 'slug-' || 4500 - n % 4, 'Print+' || n,
                    case when n % 2 = 0 then 'Desk ' || n end, n, false,
                    ?::timestamptz + n / 5 * interval '1 second', n
                from generate_series(1, 5000) n
                """,
                DAY.toString());
        api.recount();
    }

    private static Case all(String path, String rows) {
        return new Case(path, null, rows, false);
    }

    private static Case search(String path, String text, String rows) {
        return new Case(path + "search={text}&", text, rows, true);
    }

    static Stream<Case> lists() {
        return Stream.of(tenants(), codes(), devices()).flatMap(List::stream);
    }

    private static List<Case> tenants() {
        var path = "/admin/api/tenants?";
        var select = "select tenant::text from tenant ";
        var newest = " order by created_at desc, tenant";
        var named = "where name ilike '%%%1$s%%' or tenant ilike '%%%1$s%%'";
        var cases = new ArrayList<Case>();
        cases.add(all(path, select + newest));
        cases.add(all(path + "sort_direction=asc&", select + "order by created_at, tenant desc"));
        cases.add(
                all(
                        path + "sort_field=usage&",
                        select
                                + "order by codes_month desc nulls last, activation_codes_used desc,"
                                + " activation_codes_total desc, created_at desc, tenant"));
        cases.add(
                all(
                        path + "sort_field=usage&sort_direction=asc&",
                        select
                                + "order by codes_month nulls first, activation_codes_used,"
                                + " activation_codes_total, created_at desc, tenant"));
        cases.add(
                all(
                        path + "sort_field=name&sort_direction=asc&",
                        select + "order by lower(name), created_at desc, tenant"));
        cases.add(all(path + "status=none&", select + "where subscription_state is null" + newest));
        cases.add(
                all(
                        path + "status=active&sort_field=updated_at&",
                        select
                                + "where subscription_state = 'active'"
                                + " order by updated_at desc, created_at desc, tenant"));
        for (var text : List.of("GRÖße", "öß", "slug-44", "-4", "none of them")) {
            cases.add(search(path, text, select + named.formatted(text) + newest));
        }
        cases.add(
                search(
                        path + "status=suspended&sort_field=slug&",
                        "größe 3",
                        select
                                + "where name ilike '%größe 3%' and subscription_state = 'suspended'"
                                + " order by tenant desc"));
        return cases;
    }

    private static List<Case> codes() {
        var path = "/admin/api/codes?";
        var select =
                "select code_id::text from activation_code c left join tenant t using (tenant) ";
        var newest = " order by c.created_at desc, code_id desc";
        var named =
                "(label ilike '%%%1$s%%' or t.name ilike '%%%1$s%%' or tenant ilike '%%%1$s%%'"
                        + " or last_four ilike '%1$s'"
                        + " or source = 'registration' and 'auto-generated on tenant creation' like '%%%1$s%%')";
        var cases = new ArrayList<Case>();
        cases.add(all(path, select + newest));
        cases.add(
                all(
                        path + "tenant_slug=slug-4497&",
                        select + "where tenant = 'slug-4497'" + newest));
        var conditions =
                List.of(
                        "active",
                        "revoked_at is null and (expires_at is null or expires_at >= now()) and use_count < max_uses",
                        "used",
                        "revoked_at is null and (expires_at is null or expires_at >= now()) and use_count >= max_uses",
                        "expired",
                        "revoked_at is null and expires_at < now()",
                        "revoked",
                        "revoked_at is not null");
        for (int i = 0; i < conditions.size(); i += 2) {
            var status = "status=" + conditions.get(i) + "&";
            var condition = "where " + conditions.get(i + 1);
            cases.add(all(path + status, select + condition + newest));
            cases.add(
                    all(
                            path + status + "tenant_slug=slug-4500&",
                            select + condition + " and tenant = 'slug-4500'" + newest));
            for (var text : List.of("lot", "ot", "größe")) {
                cases.add(
                        search(
                                path + status,
                                text,
                                select + condition + " and " + named.formatted(text) + newest));
            }
        }
        for (var text : List.of("lot 49", "größe", "7kq2", "generated", "ab", "slug-4497", "zz")) {
            cases.add(search(path, text, select + "where " + named.formatted(text) + newest));
        }
        return cases;
    }

    private static List<Case> devices() {
        var path = "/admin/api/devices?";
        var select = "select device_id::text from device d left join tenant t using (tenant) ";
        var newest = " order by d.created_at desc, device_id desc";
        var named =
                "(label ilike '%%%1$s%%' or fingerprint ilike '%%%1$s%%' or t.name ilike '%%%1$s%%')";
        var cases = new ArrayList<Case>();
        cases.add(all(path, select + newest));
        for (var text : List.of("desk", "print+49", "größe", "k 4", "+4", "nobody")) {
            cases.add(search(path, text, select + "where " + named.formatted(text) + newest));
        }
        for (var slug : List.of("slug", "UG-4497", "g-449", "9", "nobody")) {
            var condition = "where tenant ilike '%" + slug + "%'";
            cases.add(
                    new Case(
                            path + "tenant_slug=" + slug + "&",
                            null,
                            select + condition + newest,
                            !slug.equals("UG-4497")));
            for (var text : List.of("desk", "k 4")) {
                cases.add(
                        search(
                                path + "tenant_slug=" + slug + "&",
                                text,
                                select + condition + " and " + named.formatted(text) + newest));
            }
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("lists")
    void showTheRowsOfThePage(Case one) {
        var expected = api.read(one.rows());
        var counted = one.isSearch() ? Math.min(expected.size(), MOST_COUNTED) : expected.size();
        var last = Math.max(1, (expected.size() + SIZE - 1) / SIZE);
        for (int page :
                Stream.of(1, 2, last / 2 + 1, last - 1, last, last + 1)
                        .filter(n -> n > 0)
                        .distinct()
                        .toList()) {
            var shown =
                    api.json(
                            one.path() + "page_size=" + SIZE + "&page=" + page,
                            one.text() == null ? new Object[0] : new Object[] {one.text()});
            var from = Math.min(expected.size(), (page - 1) * SIZE);
            assertThat(keys(shown))
                    .as("page %d of %d rows", page, expected.size())
                    .isEqualTo(expected.subList(from, Math.min(expected.size(), from + SIZE)));
            assertThat(shown.get("total").asInt()).isEqualTo(counted);
            assertThat(relation(shown)).isEqualTo(counted < expected.size() ? "gte" : "eq");
        }
    }

    private static List<String> keys(JsonNode page) {
        for (var list : List.of("codes", "devices")) {
            if (page.has(list)) {
                return page.get(list).valueStream().map(row -> row.get("id").asString()).toList();
            }
        }
        return page.get("items").valueStream().map(row -> row.get("slug").asString()).toList();
    }

    private static String relation(JsonNode page) {
        var camel = page.get("totalRelation");
        return (camel == null ? page.get("total_relation") : camel).asString();
    }
}
