package io.q2o.local;

import io.q2o.log.LogJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a caller does with one tenant, its codes and a device, step by step, some of it in vain. A
 * step that needs what no answer has told is left out.
 */
final class TenantLife {
    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final String TENANTS = "/admin/api/tenants";
    private static final String ISSUE = "/admin/api/codes/generate";
    private static final String ACTIVATE = "/authz/activate";
    private static final String REFRESH = "/authz/refresh";

    private final Calls admin;
    private final String slug;
    private final List<Supplier<@Nullable Request>> steps;
    private int next;

    private final List<Code> codes = new ArrayList<>();
    private long device;
    private String access = "";
    private String firstToken = "";
    private String lastToken = "";

    /**
     * @param caller who asks
     */
    record Request(Calls caller, String method, String path, String body) {}

    private record Code(long id, String text) {}

    TenantLife(Calls admin, String slug) {
        this.admin = admin;
        this.slug = slug;
        steps = steps();
    }

    private List<Supplier<@Nullable Request>> steps() {
        return List.of(
                this::register,
                this::rename,
                this::register,
                () -> post(TENANTS + "/" + slug + "/suspend"),
                () -> post(TENANTS + "/" + slug + "/resume"),
                this::rename,
                () -> new Request(admin, "POST", ISSUE, Bodies.codes(slug, 2, 1)),
                () -> activate(0, "one"),
                () -> activate(0, "two"),
                this::heartbeat,
                () -> refresh(firstToken),
                () -> refresh(firstToken), // as if the answer had been lost
                () -> refresh(lastToken),
                () -> refresh(firstToken), // as a thief would
                () -> refresh(lastToken),
                () -> activate(0, "one"),
                this::heartbeat,
                () -> ofCode("POST", "/reveal"),
                () -> ofCode("DELETE", ""),
                () -> activate(1, "two"),
                () -> ofDevice("DELETE", ""),
                this::heartbeat,
                () -> refresh(lastToken),
                () -> ofDevice("POST", "/reinstate"));
    }

    /** What to ask next, nothing at the end. */
    Optional<Request> next() {
        while (next < steps.size()) {
            var request = steps.get(next++).get();
            if (request != null) {
                return Optional.of(request);
            }
        }
        return Optional.empty();
    }

    /** Takes from an answer what later steps need. */
    void hear(Request asked, Answer answer) {
        if (!answer.isAccepted()) {
            return;
        }
        var told = LogJson.MAPPER.readTree(answer.body());
        switch (asked.path()) {
            case ISSUE ->
                    told.required("items")
                            .forEach(item ->
                                    codes.add(
                                            new Code(
                                                    item.required("id").asLong(),
                                                    item.required("code").asString())));
            case ACTIVATE -> {
                device = told.required("device_id").asLong();
                access = told.required("access_token").asString();
                firstToken = told.required("refresh_token").asString();
                lastToken = firstToken;
            }
            case REFRESH -> lastToken = told.required("refresh_token").asString();
            default -> {}
        }
    }

    private Request post(String path) {
        return new Request(admin, "POST", path, "");
    }

    private static String name() {
        return "Name " + NAMES.incrementAndGet();
    }

    private Request register() {
        return new Request(admin, "POST", TENANTS, Bodies.tenant(slug, name()));
    }

    private Request rename() {
        return new Request(admin, "PUT", TENANTS + "/" + slug, "{\"name\":\"" + name() + "\"}");
    }

    private @Nullable Request activate(int code, String machine) {
        return codes.size() <= code
                ? null
                : new Request(
                        Calls.STRANGER,
                        "POST",
                        ACTIVATE,
                        Bodies.activation(slug, codes.get(code).text(), machine));
    }

    private @Nullable Request refresh(String token) {
        return token.isEmpty()
                ? null
                : new Request(Calls.STRANGER, "POST", REFRESH, Bodies.refresh(slug, device, token));
    }

    private @Nullable Request heartbeat() {
        return access.isEmpty()
                ? null
                : new Request(
                        Calls.bearing(access),
                        "POST",
                        "/licenses/heartbeat",
                        Bodies.heartbeat("one"));
    }

    /** Of the code that no device uses. */
    private @Nullable Request ofCode(String method, String path) {
        return codes.size() < 2
                ? null
                : new Request(admin, method, "/admin/api/codes/" + codes.get(1).id() + path, "");
    }

    private @Nullable Request ofDevice(String method, String path) {
        return device == 0
                ? null
                : new Request(admin, method, "/admin/api/devices/" + device + path, "");
    }
}
