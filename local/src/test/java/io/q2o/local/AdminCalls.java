package io.q2o.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** HTTP calls with an admin's token; each may take 30 s. */
final class AdminCalls {
    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    private final String token;

    AdminCalls(String token) {
        this.token = token;
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
            return HTTP.send(
                    request(method, address, body, headers), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    CompletableFuture<HttpResponse<String>> sendLater(
            String method, URI address, String body, Map<String, String> headers) {
        return HTTP.sendAsync(
                request(method, address, body, headers), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest request(
            String method, URI address, String body, Map<String, String> headers) {
        var request =
                HttpRequest.newBuilder(address)
                        .timeout(Duration.ofSeconds(30))
                        .header("Authorization", "Bearer " + token)
                        .method(
                                method,
                                body.isEmpty()
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::header);
        return request.build();
    }
}
