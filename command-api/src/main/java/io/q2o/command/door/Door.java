package io.q2o.command.door;

import io.q2o.command.decider.Outcomes;
import io.q2o.command.decider.Partitions;
import io.q2o.command.secrets.DerivedSecrets;
import io.q2o.log.AppendUncertainException;
import io.q2o.log.CommandLog;
import io.q2o.log.CommandRecord;
import io.q2o.log.IdempotencyClaim;
import io.q2o.log.KafkaSettings;
import io.q2o.log.LogUnavailableException;
import io.q2o.log.OutcomeRecord;
import io.q2o.log.ReactorKafkaCommandLog;
import io.q2o.log.Uuid7;
import io.q2o.schemas.Command;
import io.q2o.schemas.Position;
import io.q2o.schemas.platform.StoredTypes;
import io.q2o.web.Caller;
import io.q2o.web.ConsistencyToken;
import io.q2o.web.Problem;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where every request that changes something goes through: appends one command and answers with
 * what became of it. What was never handed over is a 503, what was handed over and has no answer in
 * time a 504 that names the command.
 */
public final class Door {
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration PREPARATION = Duration.ofSeconds(4);
    private static final Pattern TRACE =
            Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    private final CommandLog log;
    private final Outcomes outcomes;
    private final Partitions partitions;
    private final DerivedSecrets secrets;
    private final Fingerprints fingerprints;
    private final AnswerBody bodies;
    private final DoorSettings settings;
    private final KafkaSettings kafka;
    private final JsonMapper json;
    private final Function<ServerWebExchange, Scheduler> threads;

    /**
     * @param threads where the answer to a request is put together and written
     */
    Door(
            CommandLog log,
            Outcomes outcomes,
            Partitions partitions,
            DerivedSecrets secrets,
            Fingerprints fingerprints,
            AnswerBody bodies,
            DoorSettings settings,
            KafkaSettings kafka,
            JsonMapper json,
            Function<ServerWebExchange, Scheduler> threads) {
        this.log = log;
        this.outcomes = outcomes;
        this.partitions = partitions;
        this.secrets = secrets;
        this.fingerprints = fingerprints;
        this.bodies = bodies;
        this.settings = settings;
        this.kafka = kafka;
        this.json = json;
        this.threads = threads;
    }

    /**
     * Appends a command of the authenticated caller and answers with its outcome.
     *
     * @param body the parsed request, for the fingerprint; null if it has none
     * @param command made only when the request may go on; may seal and look up
     */
    public Mono<ResponseEntity<byte[]>> ask(
            ServerWebExchange exchange, @Nullable Object body, Mono<? extends Command> command) {
        return ask(
                exchange,
                body,
                command,
                ReactiveSecurityContextHolder.getContext()
                        .mapNotNull(SecurityContext::getAuthentication)
                        .map(authentication -> Caller.of((Authentication) authentication)));
    }

    /**
     * Appends a command of somebody without a token and answers with its outcome.
     *
     * @param slug the tenant the stranger names
     * @param command made only when the request may go on; holds hashes of what was typed
     */
    public Mono<ResponseEntity<byte[]>> askAsStranger(
            ServerWebExchange exchange, Object body, String slug, Mono<? extends Command> command) {
        return ask(exchange, body, command, Mono.just(Caller.stranger(slug)));
    }

    private Mono<ResponseEntity<byte[]>> ask(
            ServerWebExchange exchange,
            @Nullable Object body,
            Mono<? extends Command> command,
            Mono<Caller> caller) {
        return Mono.defer(() -> {
            var request = exchange.getRequest();
            var key = IdempotencyKey.of(request.getHeaders());
            var token = tokenOf(exchange);
            var thread = threads.apply(exchange);
            refuseWhenFull();
            return caller.zipWith(
                            command.<Command>map(made -> made)
                                    .timeout(
                                            PREPARATION,
                                            Mono.error(() ->
                                                    new LogUnavailableException(
                                                            "data keys or plans are out of reach")),
                                            thread))
                    .flatMap(both -> {
                        var asked =
                                new Asked(
                                        Uuid7.next(),
                                        both.getT2(),
                                        both.getT1().actor(),
                                        key,
                                        token);
                        return wantsNoAnswer(request.getHeaders()) && !both.getT1().isStranger()
                                ? append(exchange, asked, body)
                                        .timeout(settings.answerTimeout(), thread)
                                        .publishOn(thread)
                                        .onErrorMap(TimeoutException.class, _ -> unanswered(asked))
                                        .map(this::accepted)
                                : answered(exchange, asked, body, thread);
                    })
                    .onErrorMap(LogUnavailableException.class, Door::unavailable);
        });
    }

    private record Asked(
            UUID id, Command command, String actor, @Nullable String key, ConsistencyToken token) {}

    /** What the caller has seen, from header and cookie. */
    public static ConsistencyToken tokenOf(ServerWebExchange exchange) {
        var cookie = exchange.getRequest().getCookies().getFirst(ConsistencyToken.COOKIE);
        return ConsistencyToken.fromCookie(cookie == null ? null : cookie.getValue())
                .merge(
                        ConsistencyToken.parse(
                                exchange.getRequest()
                                        .getHeaders()
                                        .getFirst(ConsistencyToken.HEADER)));
    }

    private void refuseWhenFull() {
        if (outcomes.size() >= settings.mostWaiting()) {
            throw Problem.unavailable(
                    "busy", "Too many requests wait for an answer; come again shortly.", SOON);
        }
    }

    private Mono<ResponseEntity<byte[]>> answered(
            ServerWebExchange exchange, Asked asked, @Nullable Object body, Scheduler thread) {
        return Mono.defer(() -> {
            var outcome = outcomes.expect(asked.id());
            // the decider may be done before the broker's acknowledgement is here
            return Mono.firstWithSignal(
                            Mono.fromFuture(outcome, true),
                            append(exchange, asked, body).then(Mono.<OutcomeRecord>never()))
                    .timeout(settings.answerTimeout(), thread)
                    .publishOn(thread)
                    .onErrorMap(TimeoutException.class, _ -> unanswered(asked))
                    .doFinally(_ -> outcomes.forget(asked.id()))
                    .flatMap(found -> answer(found, asked.token()));
        });
    }

    private Mono<Position> append(ServerWebExchange exchange, Asked asked, @Nullable Object body) {
        return Mono.defer(
                        () -> {
                            refuseWhenHalted(asked.command());
                            var request = exchange.getRequest();
                            var command = asked.command();
                            return log.append(
                                    new CommandRecord(
                                            asked.id(),
                                            command,
                                            asked.id().toString(),
                                            asked.actor(),
                                            settings.ruleVersion(),
                                            secrets.currentKeyId(),
                                            claimOf(request, asked, body),
                                            traceOf(request.getHeaders())));
                        })
                .onErrorMap(AppendUncertainException.class, _ -> unanswered(asked));
    }

    private @Nullable IdempotencyClaim claimOf(
            ServerHttpRequest request, Asked asked, @Nullable Object body) {
        var command = asked.command();
        if (asked.key() == null || !command.keepsItsAnswer()) {
            return null;
        }
        return new IdempotencyClaim(
                asked.actor() + "|" + StoredTypes.nameOf(command.getClass()) + "|" + command.key(),
                asked.key(),
                fingerprints.of(request.getMethod().name(), request.getPath().value(), body));
    }

    private void refuseWhenHalted(Command command) {
        var partition = ReactorKafkaCommandLog.partitionOf(command.key(), kafka.partitions());
        var halted = partitions.haltOf(partition);
        if (halted != null) {
            throw Problem.unavailable(
                    "partition-halted",
                    "This part of the platform stands still until an operator repairs it ("
                            + halted
                            + ").",
                    Duration.ofSeconds(30));
        }
    }

    private static Problem unavailable(LogUnavailableException fault) {
        return Problem.unavailable(
                "log-unavailable",
                "Nothing was done and nothing will be: "
                        + fault.getMessage()
                        + "; come again shortly.",
                SOON);
    }

    private static Problem unanswered(Asked asked) {
        return Problem.of(
                        HttpStatus.GATEWAY_TIMEOUT,
                        "no-answer-in-time",
                        "No answer in time: it may still be carried out; repeat the request with"
                                + " the same Idempotency-Key to learn what became of it.")
                .with("command", asked.id().toString());
    }

    private static @Nullable String traceOf(HttpHeaders headers) {
        var trace = headers.getFirst("traceparent");
        return trace != null && TRACE.matcher(trace).matches() ? trace : null;
    }

    private static boolean wantsNoAnswer(HttpHeaders headers) {
        return headers.getOrEmpty("Prefer").stream()
                .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("respond-async"));
    }

    private ResponseEntity<byte[]> accepted(Position position) {
        var id = position.commandId();
        return ResponseEntity.accepted()
                .header(HttpHeaders.LOCATION, "/commands/" + id)
                .header("Preference-Applied", "respond-async")
                .contentType(MediaType.APPLICATION_JSON)
                .body(json.writeValueAsBytes(Map.of("id", id, "status", "pending")));
    }

    private Mono<ResponseEntity<byte[]>> answer(OutcomeRecord outcome, ConsistencyToken seen) {
        return bodies.of(outcome)
                .map(body -> {
                    var headers = new HttpHeaders();
                    seen.merge(ConsistencyToken.of(outcome.token())).writeTo(headers);
                    headers.setCacheControl(CacheControl.noStore());
                    headers.setContentType(
                            outcome.isAccepted()
                                    ? MediaType.APPLICATION_JSON
                                    : MediaType.APPLICATION_PROBLEM_JSON);
                    return ResponseEntity.status(outcome.status()).headers(headers).body(body);
                });
    }
}
