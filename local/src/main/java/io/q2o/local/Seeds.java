package io.q2o.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a new platform needs: the three plans and the tenant {@code demo}, put in through the front
 * like anybody's, where they are absent. In passing this shows that a command is accepted and can
 * be read back.
 */
final class Seeds {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String TOKEN = "Consistency-Token";

    private record Plan(
            String name, int runs, @Nullable Integer devices, @Nullable Integer projects) {}

    private static final List<Plan> PLANS =
            List.of(
                    new Plan("Starter", 10, 3, 10),
                    new Plan("Pro", 50, 10, 50),
                    new Plan("Enterprise", 200, null, null));

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String front;
    private final String bearer;
    private final BooleanSupplier givenUp;
    private String token = "";

    Seeds(String front, String bearer, BooleanSupplier givenUp) {
        this.front = front;
        this.bearer = bearer;
        this.givenUp = givenUp;
    }

    /** Plants what is absent; the reason if that fails. */
    @Nullable String plant(Duration patience) {
        var until = System.nanoTime() + patience.toNanos();
        var last = "";
        while (!givenUp.getAsBoolean() && System.nanoTime() < until) {
            try {
                var refused = plantOnce();
                if (refused == null) {
                    return null;
                }
                last = refused;
                Thread.sleep(100);
            } catch (IOException | JacksonException notYet) {
                last = notYet.toString();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                return "stopped while filling in plans and the demo tenant";
            }
        }
        return "plans and the demo tenant could not be filled in: " + last;
    }

    private @Nullable String plantOnce() throws IOException, InterruptedException {
        var present = get("/admin/api/plans");
        if (present.statusCode() != 200) {
            return "plans: " + present.statusCode() + " " + present.body();
        }
        for (var plan : PLANS) {
            if (!holds(JSON.readTree(present.body()).path("plans"), plan.name())) {
                var answer = post("/admin/api/plans", bodyOf(plan));
                if (answer.statusCode() >= 300 && answer.statusCode() != 409) {
                    return "plan " + plan.name() + ": " + answer.statusCode() + " " + answer.body();
                }
            }
        }
        var demo = get("/admin/api/tenants/demo");
        if (demo.statusCode() == 404) {
            var answer =
                    post(
                            "/admin/api/tenants",
                            Map.of(
                                    "name", "Demo",
                                    "slug", "demo",
                                    "subscriptionPlan", "Pro",
                                    "primaryColor", "#875a7b"));
            if (answer.statusCode() >= 300 && answer.statusCode() != 409) {
                return "tenant demo: " + answer.statusCode() + " " + answer.body();
            }
        } else if (demo.statusCode() != 200) {
            return "tenant demo: " + demo.statusCode() + " " + demo.body();
        }
        // a command that changes nothing still goes through the log and answers with a token;
        // an erased tenant refuses it, which was decided as well
        var again =
                send(
                        request("/admin/api/tenants/demo")
                                .PUT(
                                        HttpRequest.BodyPublishers.ofString(
                                                JSON.writeValueAsString(
                                                        Map.of("name", nameIn(demo))))));
        if (again.statusCode() >= 300 && again.statusCode() != 409) {
            return "tenant demo: " + again.statusCode() + " " + again.body();
        }
        var read = get("/admin/api/tenants/demo");
        return read.statusCode() == 200
                ? null
                : "reading demo back: " + read.statusCode() + " " + read.body();
    }

    private static String nameIn(HttpResponse<String> demo) {
        return demo.statusCode() == 200
                ? JSON.readTree(demo.body()).path("name").asString("Demo")
                : "Demo";
    }

    private static boolean holds(JsonNode plans, String name) {
        return plans.valueStream().anyMatch(plan -> plan.path("name").asString("").equals(name));
    }

    private static Map<String, Object> bodyOf(Plan plan) {
        var body = new LinkedHashMap<String, Object>();
        body.put("name", plan.name());
        body.put("stripePriceId", "price_" + plan.name().toLowerCase(Locale.ROOT) + "_monthly");
        body.put("monthlyRunQuota", plan.runs());
        body.put("deviceLimit", plan.devices());
        body.put("projectLimit", plan.projects());
        body.put("currency", "USD");
        return body;
    }

    private HttpRequest.Builder request(String path) {
        var request =
                HttpRequest.newBuilder(URI.create(front + path))
                        .timeout(Duration.ofSeconds(10))
                        .header("Authorization", "Bearer " + bearer)
                        .header("Content-Type", "application/json");
        return token.isEmpty() ? request : request.header(TOKEN, token);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    private HttpResponse<String> post(String path, Map<String, Object> body)
            throws IOException, InterruptedException {
        return send(
                request(path)
                        .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    private HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        answer.headers().firstValue(TOKEN).ifPresent(newer -> token = newer);
        return answer;
    }
}
