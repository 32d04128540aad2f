package io.q2o.benchmarks;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Processor time of one command, of the same commands at the same rate, with more and more to know.
 */
final class GrowthFigure {
    private static final double RATE = 200;
    private static final int MOST_WARM_UPS = 8;

    /** Two warm-ups that differ by less show that compilers have done their work. */
    private static final double STEADY = 0.05;

    private final Options.Scale scale;
    private final ReadModelFeed feed;
    private final Population population;
    private final Progress progress;
    private final CpuTime cpu;
    private final Load load;
    private final AtomicLong numbers = new AtomicLong();
    private List<Long> devices = List.of();

    GrowthFigure(
            Stack stack,
            Options.Scale scale,
            ReadModelFeed feed,
            Population population,
            Progress progress) {
        this.scale = scale;
        this.feed = feed;
        this.population = population;
        this.progress = progress;
        cpu = new CpuTime(stack);
        load = new Load(stack.port(Decider.PART), _ -> request(stack.token()), feed::answered);
    }

    /** Changes of tenants and of devices in turn; they leave as many as they found. */
    private byte[] request(String token) {
        var n = numbers.getAndIncrement();
        var turn = n / 2;
        if (n % 2 == 0) {
            return Caller.request(
                    "PUT",
                    "/admin/api/tenants/" + Population.slug(turn * 7_919 % population.tenants()),
                    token,
                    "{\"name\":\"Benchmark %019d\"}".formatted(System.nanoTime()));
        }
        var device = "/admin/api/devices/" + devices.get((int) (turn % devices.size()));
        return turn / devices.size() % 2 == 0
                ? Caller.request("DELETE", device, token, null)
                : Caller.request("POST", device + "/reinstate", token, null);
    }

    List<Figure> measure() throws SQLException, IOException, InterruptedException {
        var figures = new ArrayList<Figure>();
        var sizes = new ArrayList<Integer>();
        var costs = new ArrayList<Double>();
        for (int size : scale.sizes()) {
            population.growTo(size / 10, size);
            population.reinstateAll();
            population.tidy();
            numbers.set(0);
            devices = population.deviceIds();
            warmUp();
            var cost = cost(scale.openLoop());
            progress.at("growth: %,d: %.3f ms a command".formatted(size, cost * 1_000));
            sizes.add(size);
            costs.add(cost);
            figures.add(
                    new Figure(
                            "processor time of a command, %,d codes and as many devices"
                                    .formatted(size),
                            Figure.number(cost * 1_000, "ms"),
                            Figure.number(costs.getFirst() * 1_000, "ms")
                                    + " with %,d".formatted(sizes.getFirst()),
                            Figure.number(cost / costs.getFirst(), ""),
                            ""));
        }
        figures.add(
                new Figure(
                        "the same, growing as a power of their number",
                        Figure.number(slope(sizes, costs), ""),
                        "",
                        "",
                        "0.1"));
        return figures;
    }

    private void warmUp() throws IOException, InterruptedException {
        var time = scale.openLoop().dividedBy(2);
        var before = cost(time);
        for (int n = 0; n < MOST_WARM_UPS; n++) {
            var now = cost(time);
            if (Math.abs(now / before - 1) < STEADY) {
                return;
            }
            before = now;
        }
    }

    /** Seconds of all processors for one command, without what the platform takes at rest. */
    private double cost(Duration time) throws IOException, InterruptedException {
        population.settle();
        var atRest = cpu.seconds();
        var restBegan = System.nanoTime();
        Thread.sleep(time.dividedBy(2));
        var loadBegan = System.nanoTime();
        var begun = cpu.seconds();
        var resting = (begun - atRest) * 1e9 / (loadBegan - restBegan);
        var reached = load.open(RATE, time);
        if (reached.bad() > 0) {
            throw new IOException(reached.bad() + " bad answers");
        }
        if (!feed.awaitAll(Duration.ofMinutes(1))) {
            throw new IOException("the read model did not catch up");
        }
        var seconds = (System.nanoTime() - loadBegan) / 1e9;
        return (cpu.seconds() - begun - resting * seconds) / reached.nanos().getTotalCount();
    }

    /** Of the line through the logarithms, by least squares. */
    private static double slope(List<Integer> sizes, List<Double> costs) {
        var x = sizes.stream().mapToDouble(Math::log).toArray();
        var y = costs.stream().mapToDouble(Math::log).toArray();
        var meanX = Arrays.stream(x).average().orElseThrow();
        var meanY = Arrays.stream(y).average().orElseThrow();
        var over = 0.0;
        var under = 0.0;
        for (int n = 0; n < x.length; n++) {
            over += (x[n] - meanX) * (y[n] - meanY);
            under += (x[n] - meanX) * (x[n] - meanX);
        }
        return over / under;
    }
}
