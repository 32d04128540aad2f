package io.q2o.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.HdrHistogram.Histogram;

/** A request that becomes a command beside one that is only appended to the same broker. */
final class AppendFigure {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String PROJECTIONS = "stream-processors";

    private final Stack stack;
    private final Options.Scale scale;
    private final Write write;
    private final Settling settling;
    private final Progress progress;
    private final Load ours;
    private final Load bare;
    private double perSecond;

    /**
     * What is measured.
     *
     * @param word names the figure
     * @param what callers ask
     * @param ours the n-th request to command-api
     * @param bare the n-th request to the server that appends as many bytes
     */
    record Write(String word, String what, LongFunction<byte[]> ours, LongFunction<byte[]> bare) {}

    AppendFigure(
            Stack stack,
            Options.Scale scale,
            BareProcess bareServer,
            Write write,
            Settling settling,
            ReadModelFeed feed,
            Progress progress) {
        this.stack = stack;
        this.scale = scale;
        this.write = write;
        this.settling = settling;
        this.progress = progress;
        ours = new Load(stack.port("command-api"), write.ours(), feed::answered);
        bare = new Load(bareServer.port(), write.bare(), (_, _) -> {});
    }

    Load ours() {
        return ours;
    }

    /** What 64 callers reach; measured in a few seconds if it was not yet. */
    double perSecond() throws InterruptedException, IOException {
        if (perSecond == 0) {
            ours.warmUp(scale.warmUp());
            settling.await(PATIENCE);
            perSecond = good(ours.closed(scale.round())).perSecond();
            settling.await(PATIENCE);
        }
        return perSecond;
    }

    List<Figure> measure() throws IOException, InterruptedException {
        progress.at(write.word() + ": warming up");
        ours.warmUp(scale.warmUp());
        settling.await(PATIENCE);
        bare.warmUp(scale.warmUp());
        var whole = new double[scale.rounds()];
        var alone = new double[scale.rounds()];
        var appended = new double[scale.rounds()];
        for (int round = 0; round < scale.rounds(); round++) {
            whole[round] = good(ours.closed(scale.round())).perSecond();
            settling.await(PATIENCE);
            appended[round] = good(bare.closed(scale.round())).perSecond();
            stack.freeze(PROJECTIONS);
            try {
                alone[round] = good(ours.closed(scale.round())).perSecond();
            } finally {
                stack.thaw(PROJECTIONS);
            }
            settling.await(PATIENCE);
            progress.at(
                    "%s: round %d: %.0f/s, with projections frozen %.0f/s, bare %.0f/s"
                            .formatted(
                                    write.word(),
                                    round + 1,
                                    whole[round],
                                    alone[round],
                                    appended[round]));
        }
        perSecond = Figure.median(whole);
        var figures = new ArrayList<Figure>();
        figures.add(throughput("everything running", whole, appended));
        figures.add(throughput("projections frozen", alone, appended));
        figures.addAll(latencies(perSecond / 2));
        return figures;
    }

    private Figure throughput(String how, double[] ours, double[] bare) {
        return new Figure(
                "%s, %d callers, %s".formatted(write.what(), Load.CALLERS, how),
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
            progress.at("%s: open loop at %.0f/s".formatted(write.word(), rate));
            mine.add(good(ours.open(rate, time)).nanos());
            settling.await(PATIENCE);
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
