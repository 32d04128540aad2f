package io.q2o.web;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.codec.DecodingException;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.bind.support.WebExchangeBindException;
import org.springframework.web.reactive.result.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebInputException;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Turns whatever an endpoint throws into a problem whose detail says what to do. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

    @Override
    protected Mono<ResponseEntity<Object>> handleServerWebInputException(
            ServerWebInputException fault,
            HttpHeaders headers,
            HttpStatusCode status,
            ServerWebExchange exchange) {
        return answer(unreadable(fault));
    }

    @Override
    protected Mono<ResponseEntity<Object>> handleWebExchangeBindException(
            WebExchangeBindException fault,
            HttpHeaders headers,
            HttpStatusCode status,
            ServerWebExchange exchange) {
        return answer(
                Problem.invalid(
                        fault.getFieldErrors().stream()
                                .map(error ->
                                        new FieldFault(
                                                "/" + error.getField().replace('.', '/'),
                                                String.valueOf(error.getDefaultMessage())))
                                .toList()));
    }

    private static Problem unreadable(ServerWebInputException fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case DataBufferLimitException _ -> {
                    return Problem.of(
                            HttpStatus.CONTENT_TOO_LARGE,
                            "too-large",
                            "The body is larger than this endpoint reads.");
                }
                case UnrecognizedPropertyException unknown -> {
                    return Problem.invalid(
                            List.of(
                                    new FieldFault(
                                            pointer(unknown), "unknown field; leave it out")));
                }
                case InputCoercionException number -> {
                    return Problem.invalid(
                            List.of(
                                    new FieldFault(
                                            pointer(number),
                                            "is too large or not of the right type")));
                }
                case StreamReadException broken -> {
                    return Problem.of(
                            HttpStatus.BAD_REQUEST,
                            "broken-json",
                            "The body is not JSON: line %d, column %d."
                                    .formatted(
                                            broken.getLocation().getLineNr(),
                                            broken.getLocation().getColumnNr()));
                }
                case MismatchedInputException mismatch -> {
                    return Problem.invalid(
                            List.of(new FieldFault(pointer(mismatch), expected(mismatch))));
                }
                case JacksonException other -> {
                    return Problem.invalid(
                            List.of(new FieldFault(pointer(other), "cannot be read")));
                }
                case DecodingException decoding when decoding.getCause() == null -> {
                    return Problem.of(
                            HttpStatus.BAD_REQUEST, "broken-json", "The body could not be read.");
                }
                default -> {}
            }
        }
        var parameter = fault.getMethodParameter();
        return parameter == null || fault.getCause() == null
                ? Problem.of(
                        HttpStatus.BAD_REQUEST, "missing-body", "The request needs a JSON body.")
                : Problem.invalid(
                        List.of(
                                new FieldFault(
                                        String.valueOf(parameter.getParameterName()),
                                        "is not of the right type")));
    }

    private static String expected(MismatchedInputException mismatch) {
        var type = mismatch.getTargetType();
        return type == null ? "is not of the right type" : "is not a valid " + type.getSimpleName();
    }

    private static String pointer(JacksonException fault) {
        var path =
                fault.getPath().stream()
                        .map(reference ->
                                reference.getPropertyName() == null
                                        ? Integer.toString(reference.getIndex())
                                        : reference.getPropertyName())
                        .collect(Collectors.joining("/"));
        return "/" + path;
    }

    @ExceptionHandler
    Mono<ResponseEntity<Object>> ourFault(Exception fault, ServerWebExchange exchange) {
        LOG.error(
                "{} {} failed [{}]",
                exchange.getRequest().getMethod(),
                exchange.getRequest().getPath(),
                exchange.getRequest().getId(),
                fault);
        return answer(
                Problem.of(
                                HttpStatus.INTERNAL_SERVER_ERROR,
                                "fault",
                                "Something failed on our side; it has been recorded under the given trace.")
                        .with("trace", exchange.getRequest().getId()));
    }

    private static Mono<ResponseEntity<Object>> answer(Problem problem) {
        return Mono.just(
                ResponseEntity.status(problem.getStatusCode())
                        .headers(problem.getHeaders())
                        .body(problem.getBody()));
    }

    @Override
    protected Mono<ResponseEntity<Object>> handleExceptionInternal(
            Exception fault,
            @Nullable Object body,
            @Nullable HttpHeaders headers,
            HttpStatusCode status,
            ServerWebExchange exchange) {
        var problem =
                body == null && fault instanceof ErrorResponse response ? response.getBody() : body;
        if (problem instanceof ProblemDetail named
                && (named.getDetail() == null || named.getDetail().isBlank())) {
            var known = HttpStatus.resolve(status.value());
            named.setDetail(
                    status.isSameCodeAs(HttpStatus.CONTENT_TOO_LARGE)
                            ? "The body is larger than this endpoint reads."
                            : "%s: %s %s"
                                    .formatted(
                                            known == null
                                                    ? status.toString()
                                                    : known.getReasonPhrase(),
                                            exchange.getRequest().getMethod(),
                                            exchange.getRequest().getPath()));
        }
        return super.handleExceptionInternal(fault, problem, headers, status, exchange);
    }
}
