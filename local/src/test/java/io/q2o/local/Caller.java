package io.q2o.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Calls one process as an admin. */
final class Caller {
    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    private final Stack.Part part;
    private final String bearer;

    Caller(Stack stack, Stack.Part part) {
        this.part = part;
        bearer = "Bearer " + stack.adminToken();
    }

    /**
     * @param token consistency token, empty if none
     */
    record Answer(int status, String body, String token, HttpResponse<String> whole) {}

    Answer get(String path, @Nullable String token) {
        var request = request(path).GET();
        if (token != null) {
            request.header("Consistency-Token", token);
        }
        return send(request);
    }

    Answer post(String path, String body, @Nullable String idempotencyKey) {
        return write("POST", path, body, idempotencyKey);
    }

    Answer put(String path, String body, @Nullable String idempotencyKey) {
        return write("PUT", path, body, idempotencyKey);
    }

    private Answer write(String method, String path, String body, @Nullable String key) {
        var request = request(path).method(method, HttpRequest.BodyPublishers.ofString(body));
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return send(request);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(part.url(path)))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", bearer)
                .header("Content-Type", "application/json");
    }

    /** Throws {@link UncheckedIOException} when the connection breaks. */
    private static Answer send(HttpRequest.Builder request) {
        try {
            var answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    answer.statusCode(),
                    answer.body(),
                    answer.headers().firstValue("Consistency-Token").orElse(""),
                    answer);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stop);
        }
    }
}
