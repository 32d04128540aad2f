package io.q2o.benchmarks;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.postgresql.PGConnection;

/**
 * Filling the emptied read model from the log beside one {@code COPY} of the same rows into tables
 * like its own, indexes included.
 */
final class CatchUpFigure {
    private static final String PROJECTIONS = "stream-processors";
    private static final long PATIENCE_NANOS = Duration.ofMinutes(3).toNanos();
    private static final List<String> TABLES =
            List.of("tenant", "activation_code", "command_outcome");

    private final Stack stack;
    private final Options.Scale scale;
    private final Progress progress;

    CatchUpFigure(Stack stack, Options.Scale scale, Progress progress) {
        this.stack = stack;
        this.scale = scale;
        this.progress = progress;
    }

    /** Seconds until the first rows, and from there until nothing is missing. */
    private record Filled(double start, double seconds) {}

    List<Figure> measure() throws SQLException, IOException, InterruptedException {
        try (var reader = stack.connect("q2o_projector");
                var owner = stack.connect("q2o_owner")) {
            var aim = settledPositions(reader);
            var rounds = Math.min(3, scale.rounds());
            var mine = new double[rounds];
            var others = new double[rounds];
            var starts = new double[rounds];
            var rows = 0L;
            for (int round = 0; round < rounds; round++) {
                rows = rows(reader);
                others[round] = rows / copy(reader, owner);
                var filled = refill(reader, owner, aim);
                mine[round] = rows / filled.seconds();
                starts[round] = filled.start();
                if (rows(reader) != rows) {
                    throw new IOException("rows are missing after catching up");
                }
                progress.at(
                        "catch-up: round %d: %.0f rows/s, COPY %.0f rows/s"
                                .formatted(round + 1, mine[round], others[round]));
            }
            return List.of(
                    new Figure(
                            "catch-up, %,d rows (tenants, codes and outcomes), rows a second"
                                    .formatted(rows),
                            Figure.number(Figure.median(mine), "/s"),
                            Figure.number(Figure.median(others), "/s"),
                            Figure.ratios(mine, others),
                            "0.2"),
                    new Figure(
                            "from `kill -9` of the projections to their first rows",
                            Figure.number(Figure.median(starts), "s"),
                            "",
                            "",
                            ""));
        }
    }

    /** The positions that both projections have reached when they no longer move. */
    private static Map<String, Long> settledPositions(Connection reader)
            throws SQLException, InterruptedException {
        var before = positions(reader);
        for (int same = 0; same < 10; ) {
            Thread.sleep(100);
            var now = positions(reader);
            same = now.equals(before) ? same + 1 : 0;
            before = now;
        }
        return before;
    }

    private static Map<String, Long> positions(Connection reader) throws SQLException {
        var positions = new TreeMap<String, Long>();
        try (var statement = reader.createStatement();
                var rows =
                        statement.executeQuery(
                                "select projection, partition, position from projection_position"
                                        + " where position >= 0")) {
            while (rows.next()) {
                positions.put(rows.getString(1) + ":" + rows.getInt(2), rows.getLong(3));
            }
        }
        return positions;
    }

    private static long rows(Connection reader) throws SQLException {
        var count = 0L;
        for (var table : TABLES) {
            try (var statement = reader.createStatement();
                    var rows = statement.executeQuery("select count(*) from " + table)) {
                rows.next();
                count += rows.getLong(1);
            }
        }
        return count;
    }

    private Filled refill(Connection reader, Connection owner, Map<String, Long> aim)
            throws SQLException, IOException, InterruptedException {
        empty(owner);
        var killed = stack.kill(PROJECTIONS);
        var first = 0L;
        while (true) {
            var now = System.nanoTime();
            var positions = positions(reader);
            if (first == 0 && !positions.isEmpty()) {
                first = now;
            }
            if (aim.entrySet().stream()
                    .allMatch(one -> positions.getOrDefault(one.getKey(), -1L) >= one.getValue())) {
                return new Filled((first - killed) / 1e9, (now - first) / 1e9);
            }
            if (now - killed > PATIENCE_NANOS) {
                throw new IOException("the projections did not catch up: " + positions);
            }
            Thread.sleep(10);
        }
    }

    /** Empties the tables while their writer stands still; it is killed before it goes on. */
    private void empty(Connection owner) throws SQLException, InterruptedException {
        for (int attempt = 0; ; attempt++) {
            stack.freeze(PROJECTIONS);
            try (var statement = owner.createStatement()) {
                statement.execute("set lock_timeout = '2s'");
                statement.execute(
                        "truncate projection_position, plan, tenant, activation_code, device,"
                                + " device_sighting, command_outcome,"
                                + " platform_total, daily_total, dead_letter, parked_tenant");
                return;
            } catch (SQLException locked) {
                stack.thaw(PROJECTIONS);
                if (attempt == 5) {
                    throw locked;
                }
                Thread.sleep(200);
            }
        }
    }

    /** Seconds that copying all rows into empty tables takes. */
    private static double copy(Connection reader, Connection owner)
            throws SQLException, IOException {
        var contents = new LinkedHashMap<String, byte[]>();
        for (var table : TABLES) {
            var columns = writtenColumns(reader, table);
            var bytes = new ByteArrayOutputStream();
            reader.unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut("copy (select " + columns + " from " + table + ") to stdout", bytes);
            contents.put("benchmark_" + table + " (" + columns + ")", bytes.toByteArray());
            try (var statement = owner.createStatement()) {
                statement.execute("drop table if exists benchmark_" + table);
                statement.execute(
                        "create table benchmark_%s (like %s including all)"
                                .formatted(table, table));
            }
        }
        var began = System.nanoTime();
        for (var content : contents.entrySet()) {
            owner.unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(
                            "copy " + content.getKey() + " from stdin",
                            new ByteArrayInputStream(content.getValue()));
        }
        return (System.nanoTime() - began) / 1e9;
    }

    /** All but those that PostgreSQL makes of others. */
    private static String writtenColumns(Connection reader, String table) throws SQLException {
        try (var statement = reader.createStatement();
                var found =
                        statement.executeQuery(
                                """
                                select string_agg(quote_ident(attname), ', ' order by attnum)
                                from pg_attribute
                                where attrelid = '%s'::regclass and attnum > 0 and not attisdropped and attgenerated = ''
                                """
                                        .formatted(table))) {
            found.next();
            return found.getString(1);
        }
    }
}
