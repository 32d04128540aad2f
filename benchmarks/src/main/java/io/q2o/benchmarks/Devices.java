package io.q2o.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Devices of tenants on the plan that limits none, each tenant with a code for very many. */
final class Devices {
    private static final int TENANTS = 24;
    private static final int USES = 1_000_000;

    /** What the log holds instead of a fingerprint: a keyed hash. */
    private static final String HASH = "c3RhbmRzIGZvciBhIGtleWVkIGhhc2ggaW4gdGhlIGw=";

    private final Stack stack;
    private final int count;
    private final List<String> codes = new ArrayList<>();
    private final List<Device> enrolled = new ArrayList<>();

    private record Device(String slug, long id, String fingerprint, String token) {}

    /**
     * @param count of devices that send heartbeats
     */
    Devices(Stack stack, int count) {
        this.stack = stack;
        this.count = count;
    }

    private static String slug(long n) {
        return String.format(Locale.ROOT, "fleet-%02d", n % TENANTS);
    }

    Stream<String> slugs() {
        return IntStream.range(0, TENANTS).mapToObj(Devices::slug);
    }

    /** Registers the tenants and has a code made for each, unless that was done. */
    void register() throws IOException {
        if (!codes.isEmpty()) {
            return;
        }
        try (var caller = new Caller(stack.port("command-api"))) {
            for (int n = 0; n < TENANTS; n++) {
                caller.ask(
                        Caller.request(
                                "POST",
                                "/admin/api/tenants",
                                stack.token(),
                                """
                                {"slug":"%s","name":"Fleet","subscriptionPlan":"Enterprise","primaryColor":"#875a7b"}\
                                """
                                        .formatted(slug(n))));
                var made =
                        caller.ask(
                                Caller.request(
                                        "POST",
                                        "/admin/api/codes/generate",
                                        stack.token(),
                                        "{\"tenant_slug\":\"%s\",\"max_uses\":%d}"
                                                .formatted(slug(n), USES)));
                codes.add(made.path("codes").path(0).asString());
            }
        }
    }

    /** Activates the devices; their tokens are good for a quarter of an hour. */
    void enrol() throws IOException {
        register();
        enrolled.clear();
        try (var caller = new Caller(stack.port("command-api"))) {
            for (int n = 0; n < count; n++) {
                var fingerprint = fingerprint();
                var tokens = caller.ask(activation(n, fingerprint));
                enrolled.add(
                        new Device(
                                slug(n),
                                tokens.path("device_id").asLong(),
                                fingerprint,
                                tokens.path("access_token").asString()));
            }
        }
    }

    private static String fingerprint() {
        return "benchmark-" + UUID.randomUUID();
    }

    private byte[] activation(long n, String fingerprint) {
        return Caller.request(
                "POST",
                "/authz/activate",
                null,
                "{\"tenant_slug\":\"%s\",\"activation_code\":\"%s\",\"hw_fingerprint\":\"%s\"}"
                        .formatted(slug(n), codes.get((int) (n % TENANTS)), fingerprint));
    }

    /** All devices in turn. */
    AppendFigure.Write heartbeat() {
        return new AppendFigure.Write(
                "heartbeat",
                "`POST /licenses/heartbeat`",
                n -> {
                    var device = device(n);
                    return Caller.request(
                            "POST",
                            "/licenses/heartbeat",
                            device.token(),
                            "{\"hw_fingerprint\":\"%s\"}".formatted(device.fingerprint()));
                },
                n -> {
                    var device = device(n);
                    return BareProcess.append(
                            device.slug(),
                            device.token(),
                            """
                            {"slug":"%s","deviceId":%d,"fingerprint":"%s","sightingSeconds":300}\
                            """
                                    .formatted(device.slug(), device.id(), HASH));
                });
    }

    /** New devices only, and their codes are good for all of them. */
    AppendFigure.Write activation() {
        return new AppendFigure.Write(
                "activate",
                "`POST /authz/activate`",
                n -> activation(n, fingerprint()),
                n ->
                        BareProcess.appendAndSign(
                                slug(n),
                                """
                                {"slug":"%s","codeHashes":["%s"],"fingerprint":"%s","signingKey":"%s"}\
                                """
                                        .formatted(slug(n), HASH, HASH, HASH)));
    }

    private Device device(long n) {
        return enrolled.get((int) (n % enrolled.size()));
    }
}
