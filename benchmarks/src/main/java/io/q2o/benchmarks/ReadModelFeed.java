package io.q2o.benchmarks;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.HdrHistogram.Histogram;
import org.postgresql.PGConnection;

/** Listens to how far the read model has got, and says how long after an answer it got there. */
final class ReadModelFeed implements AutoCloseable {
    static final String LICENSING = "licensing";

    private static final String OUTCOMES = "outcomes";
    private static final int WAIT_MS = 200;
    private static final long LONGEST_NANOS = Duration.ofMinutes(2).toNanos();

    private final Connection connection;
    private final Thread thread;
    private final Map<Integer, Partition> partitions = new HashMap<>();
    private Histogram delays = new Histogram(LONGEST_NANOS, 3);
    private volatile boolean closed;

    private record Waiting(long position, long since) {}

    private static final class Partition {
        private final PriorityQueue<Waiting> waiting =
                new PriorityQueue<>((one, other) -> Long.compare(one.position, other.position));
        private long reached = -1;
        private long outcomes = -1;
        private long wanted = -1;
    }

    ReadModelFeed(Stack stack) throws SQLException {
        connection = stack.connect("q2o_projector");
        try (var statement = connection.createStatement()) {
            statement.execute("listen q2o_position");
            try (var rows =
                    statement.executeQuery(
                            "select projection, partition, position from projection_position")) {
                while (rows.next()) {
                    reached(rows.getString(1), rows.getInt(2), rows.getLong(3), 0);
                }
            }
        }
        thread = Thread.ofPlatform().daemon().name("positions").start(this::run);
    }

    private Partition partition(int number) {
        return partitions.computeIfAbsent(number, _ -> new Partition());
    }

    private void run() {
        try {
            var notices = connection.unwrap(PGConnection.class);
            while (!closed) {
                var some = notices.getNotifications(WAIT_MS);
                var now = System.nanoTime();
                if (some != null) {
                    for (var one : some) {
                        var parts = one.getParameter().split(":");
                        reached(
                                parts[0],
                                Integer.parseInt(parts[1]),
                                Long.parseLong(parts[2]),
                                now);
                    }
                }
            }
        } catch (SQLException fault) {
            if (!closed) {
                throw new IllegalStateException("the positions cannot be followed", fault);
            }
        }
    }

    private synchronized void reached(String projection, int number, long position, long now) {
        var partition = partition(number);
        if (projection.equals(OUTCOMES)) {
            partition.outcomes = Math.max(partition.outcomes, position);
            notifyAll();
        }
        if (!projection.equals(LICENSING)) {
            return; // that of sightings has no position of every command
        }
        partition.reached = Math.max(partition.reached, position);
        for (Waiting first;
                (first = partition.waiting.peek()) != null
                        && first.position <= partition.reached; ) {
            partition.waiting.remove();
            delays.recordValue(Math.clamp(now - first.since, 0, LONGEST_NANOS));
        }
        notifyAll();
    }

    /** Waits for what an answer promises; what is visible already took no time at all. */
    synchronized void answered(long nanos, Caller.Answer answer) {
        var token = answer.token();
        if (token == null) {
            return;
        }
        var colon = token.indexOf(':');
        var partition = partition(Integer.parseInt(token.substring(0, colon)));
        var position = Long.parseLong(token.substring(colon + 1));
        partition.wanted = Math.max(partition.wanted, position);
        if (position <= partition.reached) {
            delays.recordValue(0);
        } else {
            partition.waiting.add(new Waiting(position, nanos));
        }
    }

    /** Whether everything answered so far became visible in time, its outcome included. */
    synchronized boolean awaitAll(Duration patience) throws InterruptedException {
        var until = System.nanoTime() + patience.toNanos();
        while (!partitions.values().stream()
                .allMatch(one -> Math.min(one.reached, one.outcomes) >= one.wanted)) {
            var left = (until - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    /** How many positions the read model still has to go. */
    synchronized long behind() {
        return partitions.values().stream()
                .mapToLong(one -> Math.max(0, one.wanted - Math.min(one.reached, one.outcomes)))
                .sum();
    }

    /** The delays since the last call. */
    synchronized Histogram take() {
        var taken = delays;
        delays = new Histogram(LONGEST_NANOS, 3);
        return taken;
    }

    @Override
    public void close() throws SQLException {
        closed = true;
        Load.join(thread);
        connection.close();
    }
}
