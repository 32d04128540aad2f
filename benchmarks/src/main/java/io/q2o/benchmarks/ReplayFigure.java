package io.q2o.benchmarks;

import io.q2o.domain.RuleBook;
import io.q2o.log.CommandRecord;
import io.q2o.log.ReactorKafkaCommandLog;
import io.q2o.log.Uuid7;
import io.q2o.schemas.billing.PlanTerms;
import io.q2o.schemas.tenants.Branding;
import io.q2o.schemas.tenants.TenantCommand.RegisterTenant;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Flux;
import tools.jackson.databind.json.JsonMapper;

/**
 * How fast the decider works off commands it finds in the log after a start, and how soon the first
 * caller is answered after it was killed, with more and more in its state.
 */
final class ReplayFigure {
    private static final String DECIDER = "command-api";
    private static final String PROJECTIONS = "stream-processors";
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int AT_ONCE = 1_000;
    private static final PlanTerms TERMS =
            new PlanTerms(1, "Pro", "price_pro_monthly", 50, 10, 50, null, "USD");

    private final Stack stack;
    private final Options.Scale scale;
    private final Progress progress;
    private int appended;

    ReplayFigure(Stack stack, Options.Scale scale, Progress progress) {
        this.stack = stack;
        this.scale = scale;
        this.progress = progress;
    }

    List<Figure> measure() throws IOException, InterruptedException {
        var figures = new ArrayList<Figure>();
        var empty = firstAnswer();
        for (int length : scale.logs()) {
            var more = length - appended;
            stack.freeze(PROJECTIONS);
            try {
                var decided = replay(more);
                var copied = copy(more);
                figures.add(
                        new Figure(
                                "decider, %,d commands waiting in the log at its start"
                                        .formatted(more),
                                Figure.number(decided, "/s"),
                                Figure.number(copied, "/s"),
                                Figure.number(decided / copied, ""),
                                ""));
            } finally {
                stack.thaw(PROJECTIONS);
            }
            settle();
            var answer = firstAnswer();
            figures.add(
                    new Figure(
                            "first answer after `kill -9`, %,d commands decided".formatted(length),
                            Figure.number(answer, "s"),
                            Figure.number(empty, "s") + " with nothing decided",
                            Figure.number(answer / empty, ""),
                            "10 s at 1,000,000"));
        }
        return figures;
    }

    /** Commands a second that a killed and restarted decider works off. */
    private double replay(int count) throws IOException, InterruptedException {
        stack.freeze(DECIDER);
        progress.at("replay: appending %,d commands".formatted(count));
        append(count);
        stack.kill(DECIDER);
        progress.at("replay: deciding %,d commands".formatted(count));
        var until = System.nanoTime() + PATIENCE.toNanos();
        var first = 0.0;
        var firstAt = 0L;
        while (true) {
            var now = System.nanoTime();
            var decided = decided();
            if (decided > 0 && firstAt == 0) {
                first = decided;
                firstAt = now;
            }
            if (decided >= count) {
                if (now == firstAt) {
                    throw new IOException("too few commands to see how fast they are decided");
                }
                return (decided - first) * 1e9 / (now - firstAt);
            }
            if (now > until) {
                throw new IOException("only " + decided + " of " + count + " were decided");
            }
            Thread.sleep(20);
        }
    }

    private void append(int count) {
        try (var log =
                new ReactorKafkaCommandLog(
                        stack.kafka(), "benchmark", 2 * AT_ONCE, Duration.ofSeconds(10))) {
            Flux.range(appended, count)
                    .flatMap(n -> log.append(command(n)), AT_ONCE)
                    .then()
                    .block(PATIENCE);
        }
        appended += count;
    }

    private static CommandRecord command(int n) {
        var id = Uuid7.next();
        return new CommandRecord(
                id,
                new RegisterTenant(
                        "replay-%07d".formatted(n),
                        "Benchmark",
                        new Branding(null, "#875a7b", null),
                        null,
                        null,
                        "email",
                        TERMS),
                id.toString(),
                "admin:benchmark",
                RuleBook.VERSION,
                null,
                null,
                null);
    }

    /** What the decider of the running process has decided, 0 while it does not say. */
    private double decided() {
        try (var caller = new Caller(stack.managementPort(DECIDER))) {
            var answer =
                    caller.send(
                            Caller.request(
                                    "GET",
                                    "/actuator/metrics/q2o.decider.commands",
                                    stack.token(),
                                    null));
            return answer.isGood()
                    ? JsonMapper.shared()
                            .readTree(caller.body())
                            .path("measurements")
                            .path(0)
                            .path("value")
                            .asDouble()
                    : 0;
        } catch (IOException notYet) {
            return 0;
        }
    }

    /** Commands a second that a plain transactional client reads and writes as many records for. */
    private double copy(int count) throws IOException, InterruptedException {
        BareProcess.createTopic(stack, BareReplay.TOPIC);
        var process = stack.beside(BareReplay.class, List.of(Integer.toString(count)));
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            var rate = lines.readLine();
            if (rate == null) {
                throw new IOException("the plain client failed");
            }
            return Double.parseDouble(rate);
        } finally {
            process.destroy();
        }
    }

    /** Waits until the projections have nothing left to do. */
    private void settle() throws IOException, InterruptedException {
        try (var feed = new ReadModelFeed(stack);
                var caller = new Caller(stack.port(DECIDER))) {
            for (int n = 0; n < 100; n++) {
                feed.answered(System.nanoTime(), caller.send(change(n)));
            }
            if (!feed.awaitAll(PATIENCE)) {
                throw new IOException("the read model did not catch up");
            }
        } catch (java.sql.SQLException fault) {
            throw new IOException(fault);
        }
    }

    private byte[] change(int n) {
        return Caller.request(
                "PUT",
                "/admin/api/tenants/replay-%07d".formatted(n),
                stack.token(),
                "{\"name\":\"Benchmark %019d\"}".formatted(System.nanoTime()));
    }

    /** Seconds from the kill to the first answer; the middle of some. */
    private double firstAnswer() throws IOException, InterruptedException {
        var seconds = new double[scale.kills()];
        for (int n = 0; n < seconds.length; n++) {
            var killed = stack.kill(DECIDER);
            seconds[n] = (answeredAt() - killed) / 1e9;
            progress.at("replay: first answer after %.1f s".formatted(seconds[n]));
        }
        return Figure.median(seconds);
    }

    private long answeredAt() throws IOException, InterruptedException {
        var until = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < until) {
            try (var caller = new Caller(stack.port(DECIDER))) {
                var request =
                        Caller.request(
                                "PUT",
                                "/admin/api/tenants/demo",
                                stack.token(),
                                "{\"name\":\"Demo %019d\"}".formatted(System.nanoTime()));
                if (caller.send(request).isGood()) {
                    return System.nanoTime();
                }
            } catch (IOException notYet) {
                Thread.sleep(10);
            }
        }
        throw new IOException("nobody was answered after a kill");
    }
}
