package io.q2o.local;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Keeps programs running: what ends by itself or is killed is started again at once, with a line on
 * the screen, until one of them has ended five times within a minute.
 */
final class Supervisor {
    private static final int MOST_ENDS = 5;
    private static final long WITHIN_NANOS = Duration.ofMinutes(1).toNanos();

    private final Path logs;
    private final Path data;
    private final PrintStream screen;
    private final Runnable changed;
    private final Map<String, Child> children = new LinkedHashMap<>();
    private final Map<String, Deque<Long>> ends = new LinkedHashMap<>();
    private final CompletableFuture<String> givenUp = new CompletableFuture<>();
    private boolean stopping;

    /**
     * @param changed called whenever a process was started, one call after the other
     */
    Supervisor(Path logs, Path data, PrintStream screen, Runnable changed) {
        this.logs = logs;
        this.data = data;
        this.screen = screen;
        this.changed = changed;
    }

    /** Starts a program and keeps it running. */
    void start(Program program) {
        synchronized (this) {
            if (stopping) {
                return;
            }
            var child = Child.start(program, logs, data);
            children.put(program.name(), child);
            changed.run();
            var _ = child.ended().thenAccept(status -> onEnd(child, status));
        }
    }

    private void onEnd(Child child, int status) {
        var name = child.program().name();
        synchronized (this) {
            if (stopping || children.get(name) != child) {
                return;
            }
            var recent = ends.computeIfAbsent(name, _ -> new ArrayDeque<>());
            var now = System.nanoTime();
            recent.add(now);
            while (now - recent.getFirst() > WITHIN_NANOS) {
                recent.removeFirst();
            }
            if (recent.size() >= MOST_ENDS) {
                givenUp.complete(
                        "%s ended %d times within a minute (exit %d): %s; see %s"
                                .formatted(name, MOST_ENDS, status, lastFault(name), logOf(name)));
                return;
            }
        }
        screen.println(name + " ended (exit " + status + ") and is started again");
        start(child.program());
    }

    private Path logOf(String name) {
        return logs.resolve(name + ".log");
    }

    /** The line of its log that says most about why it ended. */
    private String lastFault(String name) {
        try {
            var lines = Files.readAllLines(logOf(name));
            var recent = lines.subList(Math.max(0, lines.size() - 200), lines.size()).reversed();
            return recent.stream()
                    .filter(line -> line.startsWith("Caused by: "))
                    .findFirst()
                    .or(() -> recent.stream().filter(line -> line.contains(" ERROR ")).findFirst())
                    .or(() -> recent.stream().filter(line -> !line.isBlank()).findFirst())
                    .orElse("it said nothing");
        } catch (IOException unreadable) {
            return "it said nothing";
        }
    }

    /** Completes with the reason when a program cannot be kept running. */
    CompletableFuture<String> givenUp() {
        return givenUp;
    }

    synchronized @Nullable Child child(String name) {
        return children.get(name);
    }

    synchronized Map<String, Child> children() {
        return new LinkedHashMap<>(children);
    }

    /**
     * Stops what runs, in the given order; those of one list at the same time.
     *
     * @param patience of each; what has not ended by then is killed
     */
    void stop(List<List<String>> order, Duration patience) {
        synchronized (this) {
            stopping = true;
        }
        for (var together : order) {
            var threads =
                    together.stream()
                            .map(this::child)
                            .filter(child -> child != null && child.isAlive())
                            .map(child -> Thread.ofPlatform().start(() -> stopOne(child, patience)))
                            .toList();
            for (var thread : threads) {
                try {
                    thread.join();
                } catch (InterruptedException stop) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private static void stopOne(@Nullable Child child, Duration patience) {
        if (child != null) {
            child.stop(patience);
        }
    }

    /** Ends what runs at once and in no order. */
    void kill() {
        synchronized (this) {
            stopping = true;
        }
        children().values().forEach(Child::kill);
    }
}
