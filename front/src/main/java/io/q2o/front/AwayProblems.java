package io.q2o.front;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeoutException;
import org.springframework.boot.webflux.error.ErrorWebExceptionHandler;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Answers for services that are away, as problems whose detail says what to do. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class AwayProblems implements ErrorWebExceptionHandler {
    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable fault) {
        var response = exchange.getResponse();
        if (response.isCommitted()) {
            return Mono.error(fault);
        }
        var status = statusOf(fault);
        response.setStatusCode(status);
        response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (status.value() == 503) {
            response.getHeaders().set(HttpHeaders.RETRY_AFTER, "1");
        }
        var body =
                """
                {"type":"urn:q2o:problem:%s","title":"%s","status":%d,"detail":"%s"}\
                """
                        .formatted(
                                typeOf(status), titleOf(status), status.value(), detailOf(status));
        return response.writeWith(
                Mono.fromSupplier(() ->
                        response.bufferFactory().wrap(body.getBytes(StandardCharsets.UTF_8))));
    }

    private static HttpStatusCode statusOf(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case ConnectException _ -> {
                    return HttpStatus.SERVICE_UNAVAILABLE;
                }
                case TimeoutException _, IOException _ -> {
                    return HttpStatus.GATEWAY_TIMEOUT;
                }
                case ResponseStatusException named -> {
                    return named.getStatusCode();
                }
                default -> {}
            }
        }
        return HttpStatus.BAD_GATEWAY;
    }

    private static String typeOf(HttpStatusCode status) {
        return switch (status.value()) {
            case 503 -> "service-away";
            case 504 -> "no-answer-in-time";
            case 404 -> "not-found";
            default -> "front";
        };
    }

    private static String titleOf(HttpStatusCode status) {
        var known = HttpStatus.resolve(status.value());
        return known == null ? "Error" : known.getReasonPhrase();
    }

    private static String detailOf(HttpStatusCode status) {
        return switch (status.value()) {
            case 503 ->
                    "The service behind this address is away; nothing was done. Come again shortly.";
            case 504 ->
                    "No answer in time: a change may still be carried out; repeat it with the same"
                            + " Idempotency-Key to learn what became of it.";
            case 404 -> "There is nothing at this address.";
            default -> "The request could not be passed on.";
        };
    }
}
