package io.q2o.benchmarks;

import io.q2o.schemas.billing.PlanTerms;
import io.q2o.schemas.tenants.Branding;
import io.q2o.schemas.tenants.TenantCommand.RegisterTenant;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import reactor.core.publisher.Flux;

/**
 * How fast the decider works off commands it finds in the log after a start, and how soon the first
 * caller is answered after it was killed, with more and more in its state.
 */
final class ReplayFigure {
    private static final String PROJECTIONS = "stream-processors";
    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final PlanTerms TERMS =
            new PlanTerms(1, "Starter", "price_starter_monthly", 10, 3, 10, null, "USD");

    private final Stack stack;
    private final Options.Scale scale;
    private final Progress progress;
    private final Decider decider;
    private int appended;

    ReplayFigure(Stack stack, Options.Scale scale, Progress progress) {
        this.stack = stack;
        this.scale = scale;
        this.progress = progress;
        decider = new Decider(stack);
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
                            "10 s at 1,000,000 entries"));
        }
        return figures;
    }

    /** Commands a second that a killed and restarted decider works off. */
    private double replay(int count) throws IOException, InterruptedException {
        stack.freeze(Decider.PART);
        progress.at("replay: appending %,d commands".formatted(count));
        append(count);
        stack.kill(Decider.PART);
        progress.at("replay: deciding %,d commands".formatted(count));
        var until = System.nanoTime() + PATIENCE.toNanos();
        var first = 0.0;
        var firstAt = 0L;
        while (true) {
            var now = System.nanoTime();
            var decided = decider.decided();
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
        CommandSource.append(
                stack, Flux.range(appended, count).map(ReplayFigure::registration), PATIENCE);
        appended += count;
    }

    private static String slug(long n) {
        return "replay-%07d".formatted(n);
    }

    private static RegisterTenant registration(int n) {
        return new RegisterTenant(
                slug(n),
                "Benchmark",
                new Branding(null, "#875a7b", null),
                null,
                null,
                "email",
                TERMS);
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
        try (var feed = new ReadModelFeed(stack)) {
            var some = LongStream.range(0, 100).mapToObj(ReplayFigure::slug);
            new Settling(stack, feed, some, progress).await(PATIENCE);
        } catch (SQLException fault) {
            throw new IOException(fault);
        }
    }

    /** Seconds from the kill to the first answer; the middle of some. */
    private double firstAnswer() throws IOException, InterruptedException {
        var seconds = new double[scale.kills()];
        for (int n = 0; n < seconds.length; n++) {
            var killed = stack.kill(Decider.PART);
            seconds[n] = (answeredAt() - killed) / 1e9;
            progress.at("replay: first answer after %.1f s".formatted(seconds[n]));
        }
        return Figure.median(seconds);
    }

    private long answeredAt() throws IOException, InterruptedException {
        var until = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < until) {
            try (var caller = new Caller(stack.port(Decider.PART))) {
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
