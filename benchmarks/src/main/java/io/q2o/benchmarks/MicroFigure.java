package io.q2o.benchmarks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Rules and serialisers, in nanoseconds, beside the same JSON without a type. */
final class MicroFigure {
    private static final String READING = "plainRead";
    private static final String WRITING = "plainWrite";

    private final Options.Scale scale;
    private final Progress progress;

    MicroFigure(Options.Scale scale, Progress progress) {
        this.scale = scale;
        this.progress = progress;
    }

    List<Figure> measure() throws RunnerException {
        progress.at("micro: JMH");
        var quick = scale == Options.Scale.QUICK;
        var results =
                new Runner(
                                new OptionsBuilder()
                                        .include(RulesBenchmark.class.getName())
                                        .include(SerialisersBenchmark.class.getName())
                                        .forks(1)
                                        .warmupIterations(quick ? 1 : 3)
                                        .warmupTime(TimeValue.milliseconds(quick ? 200 : 1_000))
                                        .measurementIterations(quick ? 1 : 5)
                                        .measurementTime(
                                                TimeValue.milliseconds(quick ? 200 : 1_000))
                                        .jvmArgsAppend("-XX:+UseSerialGC", "-Xmx256m")
                                        .verbosity(VerboseMode.SILENT)
                                        .build())
                        .run();
        var nanos = new HashMap<String, Double>();
        results.forEach(result ->
                nanos.put(
                        result.getPrimaryResult().getLabel(),
                        result.getPrimaryResult().getScore()));
        var figures = new ArrayList<Figure>();
        for (var name : nanos.keySet().stream().sorted().toList()) {
            if (!name.equals(READING) && !name.equals(WRITING)) {
                figures.add(line(name, nanos));
            }
        }
        return figures;
    }

    private static Figure line(String name, HashMap<String, Double> nanos) {
        var bare = nanos.getOrDefault(name.startsWith("read") ? READING : WRITING, Double.NaN);
        var score = nanos.getOrDefault(name, Double.NaN);
        return new Figure(
                "JMH, `" + name + "`",
                Figure.number(score, "ns"),
                Figure.number(bare, "ns")
                        + (name.startsWith("read") ? " reading a tree" : " writing a tree"),
                Figure.number(score / bare, ""),
                "");
    }
}
