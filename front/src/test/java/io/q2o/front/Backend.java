package io.q2o.front;

import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/**
 * A server that stands for a service: answers with its own name and what it was asked, remembers
 * the headers, and can be slow, cut connections, stream and talk over WebSocket.
 */
final class Backend implements AutoCloseable {
    private final String name;
    private final DisposableServer server;
    private final List<List<String>> headers = new CopyOnWriteArrayList<>();

    Backend(String name) {
        this.name = name;
        server =
                HttpServer.create()
                        .host("127.0.0.1")
                        .port(0)
                        .route(routes ->
                                routes.ws(
                                                "/graphql",
                                                this::hear,
                                                WebsocketServerSpec.builder()
                                                        .protocols("graphql-transport-ws")
                                                        .build())
                                        .get("/events", this::stream)
                                        .post("/slow", (_, response) -> slow(response))
                                        .get("/slow", (_, response) -> slow(response))
                                        .post("/cut", (request, _) -> cut(request))
                                        .route(_ -> true, this::echo))
                        .bindNow();
    }

    String url() {
        return "http://127.0.0.1:" + server.port();
    }

    /** The headers of the last request, as {@code name: value}, names in lower case. */
    List<String> lastHeaders() {
        return headers.getLast();
    }

    @Override
    public void close() {
        server.disposeNow();
    }

    private Mono<Void> echo(HttpServerRequest request, HttpServerResponse response) {
        remember(request.requestHeaders());
        response.header("Answered-By", name)
                .header("Consistency-Token", "3:7")
                .header("Set-Cookie", "q2o_position=3:7; Path=/; HttpOnly");
        return response.sendString(Mono.just(name + " " + request.method() + " " + request.uri()))
                .then();
    }

    private Publisher<Void> hear(WebsocketInbound in, WebsocketOutbound out) {
        remember(in.headers());
        return out.sendString(in.receive().asString().map(text -> name + " heard " + text));
    }

    private void remember(HttpHeaders all) {
        headers.add(
                all.entries().stream()
                        .map(header ->
                                header.getKey().toLowerCase(Locale.ROOT) + ": " + header.getValue())
                        .toList());
    }

    private Mono<Void> stream(HttpServerRequest request, HttpServerResponse response) {
        Flux<String> events = Flux.concat(Mono.just("data: first\n\n"), Mono.never());
        return Objects.requireNonNull(response.sse().sendString(events).then());
    }

    private static Mono<Void> slow(HttpServerResponse response) {
        return Mono.delay(Duration.ofSeconds(30)).then(response.send());
    }

    private static Mono<Void> cut(HttpServerRequest request) {
        request.withConnection(connection -> connection.channel().close());
        return Mono.never();
    }
}
