package io.q2o.benchmarks;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.postgresql.PGConnection;

/**
 * From an answer to the row behind it, beside one transaction that changes a row and tells a
 * listener.
 */
final class VisibilityFigure {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int BARE = 300;

    /** A rate closer to what the platform reaches would only measure a growing queue. */
    private static final double MOST = 0.8;

    private final Stack stack;
    private final Options.Scale scale;
    private final AppendFigure append;
    private final ReadModelFeed feed;
    private final Progress progress;

    VisibilityFigure(
            Stack stack,
            Options.Scale scale,
            AppendFigure append,
            ReadModelFeed feed,
            Progress progress) {
        this.stack = stack;
        this.scale = scale;
        this.append = append;
        this.feed = feed;
        this.progress = progress;
    }

    List<Figure> measure() throws IOException, InterruptedException, SQLException {
        var half = append.perSecond() / 2;
        var figures = new ArrayList<Figure>();
        for (var rate : new double[] {5, 500, half}) {
            if (rate > MOST * 2 * half) {
                figures.add(
                        new Figure(
                                "accepted → visible at %.0f/s".formatted(rate),
                                "not measured: %.0f/s is all there is".formatted(2 * half),
                                "",
                                "",
                                ""));
                continue;
            }
            progress.at("visibility: at %.0f/s".formatted(rate));
            var bare = bare();
            feed.take();
            append.ours().open(rate, scale.openLoop());
            if (!feed.awaitAll(PATIENCE)) {
                throw new IOException("the read model did not catch up");
            }
            var delays = feed.take();
            var what =
                    "accepted → visible at %.0f/s%s"
                            .formatted(rate, rate == half ? " (half load)" : "");
            figures.add(line(what, 50, delays, bare, "20 ms"));
            figures.add(line(what, 99, delays, bare, "75 ms"));
        }
        return figures;
    }

    private static Figure line(
            String what, double percentile, Histogram ours, Histogram bare, String aim) {
        var one = ours.getValueAtPercentile(percentile);
        var other = bare.getValueAtPercentile(percentile);
        return new Figure(
                what + ", p%.0f".formatted(percentile),
                Figure.milliseconds(one),
                Figure.milliseconds(other),
                Figure.number((double) one / other, ""),
                aim);
    }

    /** One transaction after the other, each until a listener has heard of it. */
    private Histogram bare() throws SQLException {
        var delays = new Histogram(60_000_000_000L, 3);
        try (var writer = stack.connect("q2o_owner");
                var listener = stack.connect("q2o_owner");
                var listen = listener.createStatement();
                var write = writer.createStatement()) {
            write.execute("create table if not exists benchmark_row (n bigint not null)");
            write.execute("truncate benchmark_row");
            write.execute("insert into benchmark_row values (0)");
            listen.execute("listen benchmark_row");
            writer.setAutoCommit(false);
            var notices = listener.unwrap(PGConnection.class);
            for (int n = 0; n < BARE; n++) {
                var began = System.nanoTime();
                write.execute("update benchmark_row set n = n + 1");
                write.execute("select pg_notify('benchmark_row', '" + n + "')");
                writer.commit();
                var heard = notices.getNotifications(5_000);
                if (heard == null || heard.length == 0) {
                    throw new SQLException("a notice was not delivered");
                }
                delays.recordValue(System.nanoTime() - began);
            }
        }
        return delays;
    }
}
