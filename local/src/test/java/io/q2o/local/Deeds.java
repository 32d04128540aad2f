package io.q2o.local;

import io.q2o.log.LogJson;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** What a caller does to a tenant of its own, one thing after the other, and how it shows. */
final class Deeds {
    enum Kind {
        RENAME,
        ISSUE_CODE,
        ACTIVATE,
        REVOKE_CODE,
        REVOKE_DEVICE
    }

    record Request(String method, String path, String body) {}

    record Deed(Kind kind, Request asked) {}

    /**
     * @param path where it shows
     * @param shows whether the body found there shows it
     */
    record Look(String path, Predicate<JsonNode> shows) {}

    private final String slug;
    private final String round;
    private int done;
    private String name = "";
    private String code = "";
    private long codeId;
    private long device;

    /**
     * @param round in which no name was given before
     */
    Deeds(String slug, String round) {
        this.slug = slug;
        this.round = round;
    }

    Deed next() {
        var kind = Kind.values()[done++ % Kind.values().length];
        name = round + " " + done;
        return new Deed(
                kind,
                switch (kind) {
                    case RENAME ->
                            new Request(
                                    "PUT",
                                    "/admin/api/tenants/" + slug,
                                    "{\"name\":\"" + name + "\"}");
                    case ISSUE_CODE ->
                            new Request(
                                    "POST", "/admin/api/codes/generate", Bodies.codes(slug, 1, 1));
                    case ACTIVATE ->
                            new Request(
                                    "POST", "/authz/activate", Bodies.activation(slug, code, name));
                    case REVOKE_CODE -> new Request("DELETE", "/admin/api/codes/" + codeId, "");
                    case REVOKE_DEVICE -> new Request("DELETE", "/admin/api/devices/" + device, "");
                });
    }

    /** Takes from the answer to a deed what later ones need. */
    void hear(Deed deed, String answer) {
        var told = LogJson.MAPPER.readTree(answer);
        switch (deed.kind()) {
            case ISSUE_CODE -> {
                var item = told.required("items").required(0);
                codeId = item.required("id").asLong();
                code = item.required("code").asString();
            }
            case ACTIVATE -> device = told.required("device_id").asLong();
            case RENAME, REVOKE_CODE, REVOKE_DEVICE -> {}
        }
    }

    /** Where the last deed shows, once it was answered. */
    List<Look> looks(Deed deed) {
        return switch (deed.kind()) {
            case RENAME ->
                    List.of(
                            new Look(
                                    "/admin/api/tenants/" + slug,
                                    tenant -> tenant.path("name").asString("").equals(name)));
            case ISSUE_CODE -> List.of(code("active"));
            case ACTIVATE -> List.of(device(false), code("used"));
            case REVOKE_CODE -> List.of(code("revoked"));
            case REVOKE_DEVICE -> List.of(device(true));
        };
    }

    private Look code(String status) {
        return new Look(
                "/admin/api/codes?tenant_slug=" + slug,
                page ->
                        has(
                                page.required("codes"),
                                codeId,
                                one -> one.required("status").asString().equals(status)));
    }

    private Look device(boolean revoked) {
        return new Look(
                "/admin/api/devices?tenant_slug=" + slug,
                page ->
                        has(
                                page.required("devices"),
                                device,
                                one -> one.required("isRevoked").asBoolean() == revoked));
    }

    private static boolean has(JsonNode list, long id, Predicate<JsonNode> wanted) {
        return StreamSupport.stream(list.spliterator(), false)
                .anyMatch(one -> one.required("id").asLong() == id && wanted.test(one));
    }
}
