package io.q2o.web;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * An RFC 9457 problem, answered by whoever throws it. The detail is never empty: portals show it
 * and nothing else. Types are stable: {@code urn:q2o:problem:<type>}.
 */
public final class Problem extends ErrorResponseException {
    private static final long serialVersionUID = 1;

    private Problem(HttpStatus status, String type, String detail) {
        super(status, body(status, type, detail), null);
    }

    /**
     * @param type stable, kebab-case
     * @param detail names field and reason, and what to do
     */
    public static Problem of(HttpStatus status, String type, String detail) {
        return new Problem(status, type, detail);
    }

    /** A 422 that names each field at fault, in the detail too. */
    public static Problem invalid(List<FieldFault> faults) {
        var detail =
                faults.stream()
                        .map(fault ->
                                fault.pointer().replaceFirst("^/", "") + ": " + fault.detail())
                        .collect(Collectors.joining("; "));
        var problem = of(HttpStatus.UNPROCESSABLE_CONTENT, "invalid-request", detail);
        problem.getBody().setProperty("errors", faults);
        return problem;
    }

    /** A 503: nothing was or will be done, so the caller may simply come again. */
    public static Problem unavailable(String type, String detail, Duration retryAfter) {
        var problem = of(HttpStatus.SERVICE_UNAVAILABLE, type, detail);
        problem.getHeaders()
                .set(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, retryAfter.toSeconds())));
        return problem;
    }

    /** The same problem with one more member in its body. */
    public Problem with(String member, Object value) {
        getBody().setProperty(member, value);
        return this;
    }

    /** Answers with a problem, for places before the endpoints. */
    static Mono<Void> answer(
            ServerWebExchange exchange,
            JsonMapper json,
            HttpStatus status,
            String type,
            String detail) {
        var response = exchange.getResponse();
        response.setStatusCode(status);
        response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        var body = json.writeValueAsBytes(body(status, type, detail));
        return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    }

    /** The body of a problem, for places that answer without throwing. */
    public static ProblemDetail body(HttpStatus status, String type, String detail) {
        var body = ProblemDetail.forStatusAndDetail(status, detail);
        body.setType(URI.create("urn:q2o:problem:" + type));
        body.setTitle(status.getReasonPhrase());
        return body;
    }
}
