package io.q2o.benchmarks;

import java.io.IOException;
import java.util.List;

/** Reading one tenant beside an endpoint that makes the same select through the same driver. */
final class ReadsFigure {
    private final Options.Scale scale;
    private final Progress progress;
    private final Load ours;
    private final Load bare;

    ReadsFigure(
            Stack stack,
            Options.Scale scale,
            BareProcess bareServer,
            Tenants tenants,
            Progress progress) {
        this.scale = scale;
        this.progress = progress;
        ours =
                new Load(
                        stack.port("query-api"),
                        n ->
                                Caller.request(
                                        "GET",
                                        "/admin/api/tenants/" + tenants.slug(n),
                                        stack.token(),
                                        null),
                        (_, _) -> {});
        bare =
                new Load(
                        bareServer.port(),
                        n ->
                                Caller.request(
                                        "GET",
                                        "/bare/select/" + tenants.slug(n),
                                        stack.token(),
                                        null),
                        (_, _) -> {});
    }

    List<Figure> measure() throws IOException {
        progress.at("reads: warming up");
        ours.warmUp(scale.warmUp());
        bare.warmUp(scale.warmUp());
        var mine = new double[scale.rounds()];
        var others = new double[scale.rounds()];
        for (int round = 0; round < scale.rounds(); round++) {
            mine[round] = good(ours.closed(scale.round()));
            others[round] = good(bare.closed(scale.round()));
            progress.at(
                    "reads: round %d: %.0f/s, bare %.0f/s"
                            .formatted(round + 1, mine[round], others[round]));
        }
        return List.of(
                new Figure(
                        "`GET /admin/api/tenants/{slug}`, %d callers".formatted(Load.CALLERS),
                        Figure.number(Figure.median(mine), "/s"),
                        Figure.number(Figure.median(others), "/s"),
                        Figure.ratios(mine, others),
                        "0.5"));
    }

    private static double good(Load.Reached reached) throws IOException {
        if (reached.bad() * 100 > reached.good()) {
            throw new IOException(reached.bad() + " bad answers beside " + reached.good());
        }
        return reached.perSecond();
    }
}
