package io.q2o.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** HTTP calls of somebody; each may take 30 s. */
final class Calls {
    /** From wherever, with nothing in hand. */
    static final Calls STRANGER = new Calls(builder().build(), null);

    private final HttpClient http;
    private final @Nullable String token;

    private Calls(HttpClient http, @Nullable String token) {
        this.http = http;
        this.token = token;
    }

    private static HttpClient.Builder builder() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5));
    }

    /** Whoever bears a token. */
    static Calls bearing(String token) {
        return new Calls(STRANGER.http, token);
    }

    /** A stranger at one of this machine's addresses. */
    static Calls strangerAt(InetAddress address) {
        return new Calls(builder().localAddress(address).build(), null);
    }

    HttpResponse<String> get(URI address, Map<String, String> headers) throws IOException {
        return send("GET", address, "", headers);
    }

    HttpResponse<String> post(URI address, String body, Map<String, String> headers)
            throws IOException {
        return send("POST", address, body, headers);
    }

    HttpResponse<String> put(URI address, String body, Map<String, String> headers)
            throws IOException {
        return send("PUT", address, body, headers);
    }

    HttpResponse<String> send(String method, URI address, String body, Map<String, String> headers)
            throws IOException {
        try {
            return http.send(
                    request(method, address, body, headers), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    CompletableFuture<HttpResponse<String>> sendLater(
            String method, URI address, String body, Map<String, String> headers) {
        return http.sendAsync(
                request(method, address, body, headers), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest request(
            String method, URI address, String body, Map<String, String> headers) {
        var request =
                HttpRequest.newBuilder(address)
                        .timeout(Duration.ofSeconds(30))
                        .method(
                                method,
                                body.isEmpty()
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::header);
        return request.build();
    }
}
