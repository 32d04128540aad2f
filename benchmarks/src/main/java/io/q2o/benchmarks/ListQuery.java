package io.q2o.benchmarks;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * One of the questions that portals ask of a list.
 *
 * @param list {@code tenants}, {@code codes} or {@code devices}
 * @param parameters behind the question mark
 * @param means what they ask for; empty where they say so themselves
 */
record ListQuery(String list, String parameters, String means) {
    private static final List<String> STATES =
            List.of("active", "trialing", "past_due", "canceled", "unpaid", "suspended", "none");
    private static final List<String> SORTS =
            List.of("name", "slug", "created_at", "updated_at", "usage");

    /** Pages further back than anybody turns them one by one. */
    private static final int FAR = 100;

    String path() {
        return "/admin/api/" + list + (parameters.isEmpty() ? "" : "?" + parameters);
    }

    String what() {
        return "`" + path() + "`" + (means.isEmpty() ? "" : " (" + means + ")");
    }

    /** The keys of the rows on the page. */
    List<String> keys(Caller caller, String token) throws IOException {
        var page = caller.ask(Caller.request("GET", path(), token, null));
        var isTenants = list.equals("tenants");
        return page.path(isTenants ? "items" : list)
                .valueStream()
                .map(row -> row.path(isTenants ? "slug" : "id").asString())
                .toList();
    }

    /**
     * All of them.
     *
     * @param large the tenant that has a tenth of everything
     * @param small one that has little
     * @param code a code in clear
     * @param device as a list shows it
     */
    static List<ListQuery> all(
            long tenants, long codes, String large, String small, String code, JsonNode device) {
        var all = new ArrayList<ListQuery>();
        tenants(all, tenants, small);
        codes(all, codes, large, small, code);
        devices(all, codes, large, small, device);
        return all;
    }

    private static void tenants(List<ListQuery> all, long count, String one) {
        all.add(new ListQuery("tenants", "", ""));
        all.add(new ListQuery("tenants", "page_size=1000", ""));
        all.add(page("tenants", Math.min(FAR, count / 10), ""));
        all.add(page("tenants", count / 10, "the last"));
        for (var field : SORTS) {
            for (var direction : List.of("asc", "desc")) {
                all.add(
                        new ListQuery(
                                "tenants",
                                "sort_field=" + field + "&sort_direction=" + direction,
                                ""));
            }
        }
        for (var state : STATES) {
            all.add(new ListQuery("tenants", "status=" + state, ""));
        }
        searches("tenants", all, one, Population.WORDS.getFirst());
        all.add(
                new ListQuery(
                        "tenants",
                        "status=active&sort_field=name&search=" + Population.WORDS.getLast(),
                        ""));
    }

    private static void codes(
            List<ListQuery> all, long count, String large, String small, String code) {
        all.add(new ListQuery("codes", "", ""));
        all.add(page("codes", Math.min(FAR, count / 25), ""));
        all.add(page("codes", count / 25, "nearly the last"));
        for (var status : List.of("active", "used", "expired", "revoked")) {
            all.add(new ListQuery("codes", "status=" + status, ""));
        }
        ofTenants("codes", all, large, small);
        all.add(new ListQuery("codes", "status=used&tenant_slug=" + large, "a tenth of all"));
        searches("codes", all, "lot 000001", Population.WORDS.getFirst());
        all.add(search("codes", code, "a whole code"));
        all.add(search("codes", code.substring(code.length() - 4), "the end of a code"));
        all.add(search("codes", small, "a tenant"));
        all.add(
                new ListQuery(
                        "codes", "status=used&search=" + Population.WORDS.getLast(), "1 in 20"));
    }

    private static void devices(
            List<ListQuery> all, long count, String large, String small, JsonNode device) {
        all.add(new ListQuery("devices", "", ""));
        all.add(page("devices", Math.min(FAR, count / 25), ""));
        all.add(page("devices", count / 25, "the last"));
        ofTenants("devices", all, large, small);
        searches("devices", all, device.path("label").asString(), Population.WORDS.getFirst());
        all.add(search("devices", device.path("hwFingerprint").asString(), "a fingerprint"));
        all.add(
                new ListQuery(
                        "devices",
                        "tenant_slug=%s&search=%s".formatted(large, Population.WORDS.getLast()),
                        ""));
    }

    private static ListQuery page(String list, long page, String means) {
        return new ListQuery(list, "page=" + Math.max(1, page), means);
    }

    private static void ofTenants(String list, List<ListQuery> all, String large, String small) {
        all.add(new ListQuery(list, "tenant_slug=" + large, "a tenth of all"));
        all.add(new ListQuery(list, "tenant_slug=" + small, "few"));
    }

    private static void searches(String list, List<ListQuery> all, String one, String many) {
        all.add(search(list, one, "one or few"));
        all.add(search(list, many, "1 in 20"));
        all.add(search(list, "there is none", "nothing"));
    }

    private static ListQuery search(String list, String text, String means) {
        return new ListQuery(
                list, "search=" + URLEncoder.encode(text, StandardCharsets.UTF_8), means);
    }
}
