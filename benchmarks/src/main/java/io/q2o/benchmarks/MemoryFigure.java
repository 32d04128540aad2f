package io.q2o.benchmarks;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What the decider holds in memory, and writes to its changelog, of each thing it knows. */
final class MemoryFigure {
    private final Stack stack;
    private final Options.Scale scale;
    private final Population population;
    private final Progress progress;

    MemoryFigure(Stack stack, Options.Scale scale, Population population, Progress progress) {
        this.stack = stack;
        this.scale = scale;
        this.population = population;
        this.progress = progress;
    }

    private interface Addition {
        void add(int count) throws SQLException, IOException, InterruptedException;
    }

    List<Figure> measure() throws SQLException, IOException, InterruptedException {
        // whatever grows with the first load only: pools of buffers, caches
        population.growTo(scale.each(), scale.each());
        var figures = new ArrayList<Figure>();
        try (var changelog = new Changelog(stack)) {
            figures.addAll(
                    one(
                            "a tenant and its first code",
                            "tenant",
                            changelog,
                            population::addTenants));
            figures.addAll(one("a code", "code", changelog, population::addCodes));
            figures.addAll(one("a device", "device", changelog, population::addDevices));
        }
        return figures;
    }

    private List<Figure> one(String what, String kind, Changelog changelog, Addition addition)
            throws SQLException, IOException, InterruptedException {
        changelog.skip();
        var before = liveHeap();
        addition.add(scale.each());
        var grown = (double) (liveHeap() - before) / scale.each();
        var appended = changelog.rest();
        var entity = appended.kinds().get(kind);
        if (entity == null || entity.entries() < scale.each()) {
            throw new IOException("the changelog does not hold every " + kind + ": " + appended);
        }
        progress.at("memory: %s: %.0f bytes; %s".formatted(what, grown, appended));
        var json = entity.meanValue();
        return List.of(
                line(
                        "memory of command-api, %s (%,d added)".formatted(what, scale.each()),
                        grown,
                        json),
                line("changelog, " + what, (double) appended.bytes() / scale.each(), json));
    }

    private static Figure line(String what, double bytes, double json) {
        return new Figure(
                what,
                Figure.number(bytes, "B"),
                Figure.number(json, "B of JSON"),
                Figure.number(bytes / json, ""),
                "");
    }

    /** Bytes of the objects that are left after a full collection. */
    private long liveHeap() throws IOException {
        var process =
                new ProcessBuilder(
                                Stack.tool("jcmd"),
                                Long.toString(stack.pid(Decider.PART)),
                                "GC.class_histogram")
                        .redirectErrorStream(true)
                        .start();
        try (var lines = process.inputReader()) {
            var total = lines.lines().filter(line -> line.startsWith("Total ")).findFirst();
            return Long.parseLong(
                    total.orElseThrow(() -> new IOException("jcmd tells no total"))
                            .strip()
                            .split(" +")[2]);
        }
    }
}
