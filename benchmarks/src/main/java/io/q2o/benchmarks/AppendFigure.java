package io.q2o.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Changing a tenant beside an endpoint that only appends as many bytes to the same broker. */
final class AppendFigure {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String PROJECTIONS = "stream-processors";

    private final Stack stack;
    private final Options.Scale scale;
    private final ReadModelFeed feed;
    private final Progress progress;
    private final Load ours;
    private final Load bare;
    private double perSecond;

    AppendFigure(
            Stack stack,
            Options.Scale scale,
            BareProcess bareServer,
            Tenants tenants,
            ReadModelFeed feed,
            Progress progress) {
        this.stack = stack;
        this.scale = scale;
        this.feed = feed;
        this.progress = progress;
        // every change changes something: nothing is decided that is already so
        ours =
                new Load(
                        stack.port("command-api"),
                        n ->
                                Caller.request(
                                        "PUT",
                                        "/admin/api/tenants/" + tenants.slug(n),
                                        stack.token(),
                                        "{\"name\":\"Benchmark %019d\"}"
                                                .formatted(System.nanoTime())),
                        feed::answered);
        bare =
                new Load(
                        bareServer.port(),
                        n -> {
                            var slug = tenants.slug(n);
                            return Caller.request(
                                    "PUT",
                                    "/bare/append/" + slug,
                                    stack.token(),
                                    "{\"name\":\"Benchmark %019d\",\"slug\":\"%s\"}"
                                            .formatted(System.nanoTime(), slug));
                        },
                        (_, _) -> {});
    }

    Load ours() {
        return ours;
    }

    /** What 64 callers reach; measured in a few seconds if it was not yet. */
    double perSecond() throws InterruptedException, IOException {
        if (perSecond == 0) {
            ours.closed(scale.warmUp());
            settle();
            perSecond = good(ours.closed(scale.round())).perSecond();
            settle();
        }
        return perSecond;
    }

    List<Figure> measure() throws IOException, InterruptedException {
        progress.at("append: warming up");
        ours.closed(scale.warmUp());
        settle();
        bare.closed(scale.warmUp());
        var whole = new double[scale.rounds()];
        var alone = new double[scale.rounds()];
        var appended = new double[scale.rounds()];
        for (int round = 0; round < scale.rounds(); round++) {
            whole[round] = good(ours.closed(scale.round())).perSecond();
            settle();
            appended[round] = good(bare.closed(scale.round())).perSecond();
            stack.freeze(PROJECTIONS);
            try {
                alone[round] = good(ours.closed(scale.round())).perSecond();
            } finally {
                stack.thaw(PROJECTIONS);
            }
            settle();
            progress.at(
                    "append: round %d: %.0f/s, with projections frozen %.0f/s, bare %.0f/s"
                            .formatted(round + 1, whole[round], alone[round], appended[round]));
        }
        perSecond = Figure.median(whole);
        var figures = new ArrayList<Figure>();
        figures.add(throughput("everything running", whole, appended));
        figures.add(throughput("projections frozen", alone, appended));
        figures.addAll(latencies(perSecond / 2));
        return figures;
    }

    private static Figure throughput(String how, double[] ours, double[] bare) {
        return new Figure(
                "`PUT /admin/api/tenants/{slug}`, %d callers, %s".formatted(Load.CALLERS, how),
                Figure.number(Figure.median(ours), "/s"),
                Figure.number(Figure.median(bare), "/s"),
                Figure.ratios(ours, bare),
                "0.5");
    }

    private List<Figure> latencies(double rate) throws IOException, InterruptedException {
        var mine = new Histogram(60_000_000_000L, 3);
        var others = new Histogram(60_000_000_000L, 3);
        var time = scale.openLoop().dividedBy(2);
        for (int turn = 0; turn < 2; turn++) {
            progress.at("append: open loop at %.0f/s".formatted(rate));
            mine.add(good(ours.open(rate, time)).nanos());
            settle();
            others.add(good(bare.open(rate, time)).nanos());
        }
        var figures = new ArrayList<Figure>();
        for (var percentile : new double[] {50, 99}) {
            var one = mine.getValueAtPercentile(percentile);
            var other = others.getValueAtPercentile(percentile);
            figures.add(
                    new Figure(
                            "the same at %.0f/s, open loop, p%.0f".formatted(rate, percentile),
                            Figure.milliseconds(one),
                            Figure.milliseconds(other),
                            Figure.number((double) one / other, "")
                                    + " (+"
                                    + Figure.milliseconds(one - other)
                                    + ")",
                            percentile == 99 ? "+15 ms" : ""));
        }
        return figures;
    }

    /** Waits until the projections have done what the last round left them to do. */
    private void settle() throws InterruptedException, IOException {
        if (!feed.awaitAll(PATIENCE)) {
            throw new IOException("the read model did not catch up");
        }
        feed.take();
    }

    private static Load.Reached good(Load.Reached reached) throws IOException {
        if (reached.bad() * 100 > reached.good()) {
            throw new IOException(reached.bad() + " bad answers beside " + reached.good());
        }
        return reached;
    }

    private static Load.Latencies good(Load.Latencies latencies) throws IOException {
        if (latencies.bad() * 100 > latencies.nanos().getTotalCount()) {
            throw new IOException(latencies.bad() + " bad answers");
        }
        return latencies;
    }
}
