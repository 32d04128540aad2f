package io.q2o.benchmarks;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Lists, searches and filters beside a select of the very rows of the page by their keys. */
final class ListsFigure {
    private static final int CALLERS = 4;

    /** Twenty keystrokes a second, of everybody who types a search. */
    private static final double RATE = 20;

    /** A closed loop of so long gives the percentiles of an open one of this many times that. */
    private static final int LONGER = 5;

    private static final String AIM = "100 ms";

    /** A rate closer to what the platform reaches would only measure a growing queue. */
    private static final double MOST = 0.8;

    private final Stack stack;
    private final Options.Scale scale;
    private final BareProcess bareServer;
    private final Population population;
    private final Progress progress;

    ListsFigure(
            Stack stack,
            Options.Scale scale,
            BareProcess bareServer,
            Population population,
            Progress progress) {
        this.stack = stack;
        this.scale = scale;
        this.bareServer = bareServer;
        this.population = population;
        this.progress = progress;
    }

    List<Figure> measure() throws SQLException, IOException, InterruptedException {
        population.growTo(scale.listed() / 10, scale.listed());
        population.revokeSome();
        var queries = queries();
        population.settle();
        population.tidy();
        var figures = new ArrayList<Figure>();
        for (var query : queries) {
            figures.addAll(measure(query));
        }
        return figures;
    }

    private List<ListQuery> queries() throws IOException {
        try (var commands = new Caller(stack.port(Decider.PART));
                var reads = new Caller(stack.port("query-api"))) {
            var generated =
                    commands.ask(
                            Caller.request(
                                    "POST",
                                    "/admin/api/codes/generate",
                                    stack.token(),
                                    "{\"tenant_slug\":\"%s\"}".formatted(Population.slug(1))));
            var devices =
                    reads.ask(
                            Caller.request(
                                    "GET", "/admin/api/devices?page=2", stack.token(), null));
            var code = generated.path("codes").path(0).asString();
            var device = devices.path("devices").path(0);
            return ListQuery.all(
                    population.tenants(),
                    population.devices(),
                    Population.slug(0),
                    device.path("tenantSlug").asString(),
                    code,
                    device);
        }
    }

    /** One list that cannot be measured leaves the others as they are. */
    private List<Figure> measure(ListQuery query) {
        try (var caller = new Caller(stack.port("query-api"))) {
            var keys = query.keys(caller, stack.token());
            var asked = Caller.request("GET", query.path(), stack.token(), null);
            var selected = BareProcess.page(query.list(), keys, stack.token());
            return measure(
                    query,
                    new Load(stack.port("query-api"), _ -> asked, (_, _) -> {}),
                    new Load(bareServer.port(), _ -> selected, (_, _) -> {}));
        } catch (IOException fault) {
            progress.at("lists: " + query.what() + ": " + fault);
            return List.of(new Figure(query.what(), "failed: " + fault.getMessage(), "", "", AIM));
        }
    }

    private List<Figure> measure(ListQuery query, Load ours, Load bare) throws IOException {
        var time = scale.list();
        ours.closedBy(CALLERS, time.dividedBy(2)); // warm-up
        bare.closedBy(CALLERS, time.dividedBy(2));
        var mine = good(ours.closedBy(CALLERS, time));
        var others = good(bare.closedBy(CALLERS, time));
        var closed =
                line(
                        query.what() + ", %d callers".formatted(CALLERS),
                        mine.latencies(),
                        others.latencies());
        progress.at(
                "lists: %s: %s, bare %s".formatted(closed.what(), closed.ours(), closed.bare()));
        var what = query.what() + ", %.0f/s".formatted(RATE);
        if (RATE > MOST * mine.perSecond()) {
            return List.of(
                    closed,
                    new Figure(
                            what,
                            "not measured: %.0f/s is all there is".formatted(mine.perSecond()),
                            "",
                            "",
                            AIM));
        }
        var longer = time.multipliedBy(LONGER);
        return List.of(
                closed, line(what, good(ours.open(RATE, longer)), good(bare.open(RATE, longer))));
    }

    private static Figure line(String what, Histogram ours, Histogram bare) {
        var p99 = ours.getValueAtPercentile(99);
        return new Figure(
                what + ", p50 and p99",
                both(ours),
                both(bare),
                Figure.number((double) p99 / bare.getValueAtPercentile(99), ""),
                AIM);
    }

    private static String both(Histogram latencies) {
        return Figure.milliseconds(latencies.getValueAtPercentile(50))
                + ", "
                + Figure.milliseconds(latencies.getValueAtPercentile(99));
    }

    private static Load.Reached good(Load.Reached reached) throws IOException {
        if (reached.bad() > 0) {
            throw new IOException(reached.bad() + " bad answers beside " + reached.good());
        }
        return reached;
    }

    private static Histogram good(Load.Latencies latencies) throws IOException {
        if (latencies.bad() > 0) {
            throw new IOException(latencies.bad() + " bad answers");
        }
        return latencies.nanos();
    }
}
