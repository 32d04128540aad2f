package io.q2o.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "q2o.front.cors-origins=http://localhost:3000",
            "spring.cloud.gateway.server.webflux.httpclient.response-timeout=2s"
        })
class FrontTest {
    private static final Backend COMMAND = new Backend("command-api");
    private static final Backend QUERY = new Backend("query-api");
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Value("${local.server.port}")
    private int port;

    @DynamicPropertySource
    static void backends(DynamicPropertyRegistry properties) {
        properties.add("q2o.front.command-api", COMMAND::url);
        properties.add("q2o.front.query-api", QUERY::url);
    }

    @AfterAll
    static void stop() {
        COMMAND.close();
        QUERY.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GET,    /admin/api/tenants?page=1, query-api",
        "GET,    /licenses/branding/acme,   query-api",
        "GET,    /commands/3-18234,         query-api",
        "GET,    /openapi/query.json,       query-api",
        "GET,    /schemas/a.json,           query-api",
        "POST,   /graphql,                  query-api",
        "POST,   /admin/api/tenants,        command-api",
        "PUT,    /admin/api/tenants/acme,   command-api",
        "PATCH,  /anything,                 command-api",
        "DELETE, /admin/api/devices/7,      command-api",
        "GET,    /.well-known/jwks.json,    command-api",
        "GET,    /openapi/command.json,     command-api",
    })
    void sendsReadsToOneServiceAndWritesToTheOther(String method, String path, String service)
            throws Exception {
        var answer = send(request(path).method(method, HttpRequest.BodyPublishers.ofString("{}")));
        assertThat(answer.body()).isEqualTo(service + " " + method + " " + path);
        assertThat(answer.headers().firstValue("Consistency-Token")).contains("3:7");
        assertThat(answer.headers().firstValue("Set-Cookie"))
                .contains("q2o_position=3:7; Path=/; HttpOnly");
    }

    @Test
    void answersHeadLikeGet() throws Exception {
        var answer =
                send(
                        request("/admin/api/tenants")
                                .method("HEAD", HttpRequest.BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Answered-By")).contains("query-api");
        assertThat(answer.headers().firstValue("Consistency-Token")).contains("3:7");
    }

    @Test
    void carriesWebSocketsWithTheirProtocol() throws Exception {
        var heard = new CompletableFuture<String>();
        var socket =
                HTTP.newWebSocketBuilder()
                        .subprotocols("graphql-transport-ws")
                        .header("Origin", "http://localhost:3000")
                        .buildAsync(
                                URI.create("ws://127.0.0.1:" + port + "/graphql"),
                                new Listener(heard))
                        .get(20, TimeUnit.SECONDS);
        assertThat(socket.getSubprotocol()).isEqualTo("graphql-transport-ws");
        socket.sendText("hello", true).get(20, TimeUnit.SECONDS);
        assertThat(heard.get(20, TimeUnit.SECONDS)).isEqualTo("query-api heard hello");
        socket.abort();
        assertThat(QUERY.lastHeaders()).contains("x-forwarded-for: 127.0.0.1");
    }

    @Test
    void refusesWebSocketsOfUnknownOrigins() {
        var socket =
                HTTP.newWebSocketBuilder()
                        .header("Origin", "http://evil.example")
                        .buildAsync(
                                URI.create("ws://127.0.0.1:" + port + "/graphql"),
                                new Listener(new CompletableFuture<>()));
        assertThat(socket)
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        refusal -> assertThat(refusal.getResponse().statusCode()).isEqualTo(403));
    }

    @Test
    void passesEventsOnWhileTheStreamIsOpen() throws Exception {
        var answer =
                HTTP.send(
                        request("/events").header("Accept", "text/event-stream").GET().build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        try (var body = answer.body()) {
            var first =
                    CompletableFuture.supplyAsync(() -> {
                        try {
                            return new String(body.readNBytes(13), StandardCharsets.UTF_8);
                        } catch (IOException e) {
                            throw new CompletionException(e);
                        }
                    });
            assertThat(first).succeedsWithin(Duration.ofSeconds(20)).isEqualTo("data: first\n\n");
        }
    }

    @Test
    void dropsForwardingHeadersOfStrangersAndSaysWhoCalled() throws Exception {
        send(
                request("/admin/api/tenants")
                        .header("Forwarded", "for=10.1.1.1")
                        .header("X-Forwarded-For", "10.2.2.2")
                        .header("x-forwarded-host", "evil.example")
                        .header("X-Forwarded-Proto", "https")
                        .header("X-Forwarded-Prefix", "/evil")
                        .GET());
        assertThat(QUERY.lastHeaders())
                .contains("x-forwarded-for: 127.0.0.1")
                .noneMatch(header -> header.startsWith("forwarded"))
                .noneMatch(header -> header.contains("10.") || header.contains("evil"))
                .filteredOn(header -> header.startsWith("x-forwarded"))
                .hasSize(1);
    }

    @Test
    void letsPortalsCallFromTheirOwnOrigin() throws Exception {
        var preflight =
                send(
                        request("/admin/api/tenants")
                                .header("Origin", "http://localhost:3000")
                                .header("Access-Control-Request-Method", "PUT")
                                .header(
                                        "Access-Control-Request-Headers",
                                        "authorization, content-type")
                                .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
        assertThat(preflight.statusCode()).isEqualTo(200);
        assertThat(preflight.headers().map())
                .containsKey("access-control-max-age")
                .hasEntrySatisfying(
                        "access-control-allow-origin",
                        value -> assertThat(value).containsExactly("http://localhost:3000"))
                .hasEntrySatisfying(
                        "access-control-allow-credentials",
                        value -> assertThat(value).containsExactly("true"));

        var call =
                send(
                        request("/slow")
                                .header("Origin", "http://localhost:3000")
                                .POST(HttpRequest.BodyPublishers.ofString("{}")));
        assertThat(call.statusCode()).isEqualTo(504);
        assertThat(call.headers().firstValue("Access-Control-Allow-Origin"))
                .contains("http://localhost:3000");
    }

    @Test
    void refusesOtherOrigins() throws Exception {
        var answer =
                send(
                        request("/admin/api/tenants")
                                .header("Origin", "http://evil.example")
                                .POST(HttpRequest.BodyPublishers.ofString("{}")));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void saysThatAnAnswerDidNotComeInTime() throws Exception {
        assertProblem(send(request("/slow").GET()), 504, "urn:q2o:problem:no-answer-in-time");
    }

    @Test
    void saysThatAChangeMayStillBeCarriedOutWhenTheConnectionIsCut() throws Exception {
        var answer = send(request("/cut").POST(HttpRequest.BodyPublishers.ofString("{}")));
        assertProblem(answer, 504, "urn:q2o:problem:no-answer-in-time");
        assertThat(answer.body()).contains("Idempotency-Key");
    }

    @Test
    void showsBothDocumentsWithoutANetwork() throws Exception {
        var redirect = send(request("/docs").GET());
        assertThat(redirect.statusCode()).isEqualTo(308);
        assertThat(redirect.headers().firstValue("Location")).contains("/docs/");
        var page = send(request("/docs/").GET());
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).doesNotContain("://");
        for (var part :
                new String[] {
                    "ui/swagger-ui.css",
                    "ui/swagger-ui-bundle.js",
                    "ui/swagger-ui-standalone-preset.js"
                }) {
            assertThat(page.body()).contains(part);
            var file = send(request("/docs/" + part).GET());
            assertThat(file.statusCode()).isEqualTo(200);
            assertThat(file.headers().firstValue("Answered-By")).isEmpty();
        }
        assertThat(send(request("/docs/start.js").GET()).body())
                .contains("/openapi/command.json", "/openapi/query.json")
                .doesNotContain("://");
    }

    static void assertProblem(HttpResponse<String> answer, int status, String type) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains("application/problem+json");
        assertThat(answer.body())
                .contains(
                        "\"type\":\"" + type + "\"",
                        "\"status\":" + status,
                        "\"title\":",
                        "\"detail\":");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private record Listener(CompletableFuture<String> heard) implements WebSocket.Listener {
        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket socket, CharSequence text, boolean last) {
            heard.complete(text.toString());
            return null;
        }
    }
}
