package io.q2o.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Before a small server that stands for the front. */
class SeedsTest {
    private final List<String> plans = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private HttpServer server;
    private String demo = "";
    private int faultsFirst;
    private int statusOfChange = 200;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void areThreePlansAndADemoTenantReadBackWithTheTokenOfTheLastCommand() {
        assertThat(plant()).isNull();
        assertThat(plans).containsExactly("Starter", "Pro", "Enterprise");
        assertThat(asked)
                .endsWith(
                        "POST /admin/api/tenants token-POST-Enterprise",
                        "PUT /admin/api/tenants/demo token-POST-demo",
                        "GET /admin/api/tenants/demo token-PUT");
    }

    @Test
    void addNothingThatIsThereAndLeaveARenamedTenantItsName() {
        plans.addAll(List.of("Starter", "Pro", "Enterprise"));
        demo = "Renamed";
        assertThat(plant()).isNull();
        assertThat(asked).noneMatch(one -> one.startsWith("POST"));
        assertThat(demo).isEqualTo("Renamed");
    }

    @Test
    void acceptThatAnErasedTenantRefusesTheChange() {
        demo = "Erased";
        statusOfChange = 409;
        assertThat(plant()).isNull();
    }

    @Test
    void tryAgainWhileServicesAreNotThereYet() {
        faultsFirst = 3;
        assertThat(plant()).isNull();
        assertThat(plans).hasSize(3);
    }

    @Test
    void sayWhatWasAnsweredWhenTheTimeIsOver() {
        statusOfChange = 500;
        assertThat(new Seeds(front(), "bearer", () -> false).plant(Duration.ofMillis(500)))
                .contains("tenant demo: 500");
    }

    private @Nullable String plant() {
        return new Seeds(front(), "bearer", () -> false).plant(Duration.ofSeconds(20));
    }

    private String front() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        var method = exchange.getRequestMethod();
        var path = exchange.getRequestURI().getPath();
        var token = exchange.getRequestHeaders().getFirst("Consistency-Token");
        asked.add(method + " " + path + (token == null ? "" : " " + token));
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (!"Bearer bearer".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            answer(exchange, 401, "");
        } else if (faultsFirst-- > 0) {
            answer(exchange, 503, "");
        } else {
            switch (method + " " + path) {
                case "GET /admin/api/plans" -> answer(exchange, 200, listed());
                case "POST /admin/api/plans" -> {
                    plans.add(nameIn(body));
                    answer(exchange, 201, "token-POST-" + nameIn(body), "{}");
                }
                case "GET /admin/api/tenants/demo" ->
                        answer(
                                exchange,
                                demo.isEmpty() ? 404 : 200,
                                "{\"name\": \"" + demo + "\"}");
                case "POST /admin/api/tenants" -> {
                    demo = nameIn(body);
                    answer(exchange, 201, "token-POST-demo", "{}");
                }
                case "PUT /admin/api/tenants/demo" -> {
                    demo = nameIn(body);
                    answer(exchange, statusOfChange, "token-PUT", "{}");
                }
                default -> answer(exchange, 404, "");
            }
        }
    }

    private String listed() {
        return "{\"plans\": ["
                + String.join(
                        ",", plans.stream().map(name -> "{\"name\": \"" + name + "\"}").toList())
                + "]}";
    }

    private static String nameIn(String body) {
        return JsonMapper.shared().readTree(body).path("name").asString();
    }

    private static void answer(HttpExchange exchange, int status, String token, String body)
            throws IOException {
        exchange.getResponseHeaders().add("Consistency-Token", token);
        answer(exchange, status, body);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
