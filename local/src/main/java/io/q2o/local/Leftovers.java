package io.q2o.local;

import io.q2o.engines.EmbeddedDatabase;
import io.q2o.engines.WatchedProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What a killed {@code up} left behind: its children notice and end by themselves, which takes some
 * seconds that nobody has who starts again at once.
 */
final class Leftovers {
    private static final List<String> ORDER =
            List.of("front", "command-api", "stream-processors", "query-api", "postgres", "broker");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Leftovers() {}

    /** The {@code up} that wrote this, if it still runs. */
    static Optional<ProcessHandle> launcher(Running running) {
        return ProcessHandle.of(running.launcher())
                .filter(process -> runs(process, "q2o-local.jar"));
    }

    /** Whether this process id is a part of a local platform and not something that came later. */
    static boolean isPart(long pid) {
        return ProcessHandle.of(pid).filter(Leftovers::isPart).isPresent();
    }

    /**
     * Ends them in order; whoever calls holds the directory's lock, or knows that its {@code up} is
     * gone.
     *
     * @return whether there was anything
     */
    static boolean end(DataDirectory data) {
        var running = data.running();
        if (running.isEmpty()) {
            return false;
        }
        var parts = running.get().parts();
        var left =
                parts.entrySet().stream()
                        .sorted(Comparator.comparingInt(part -> placeInOrder(part.getKey())))
                        .flatMap(part -> ProcessHandle.of(part.getValue().pid()).stream())
                        .filter(Leftovers::isPart)
                        .toList();
        left.forEach(Leftovers::end);
        EmbeddedDatabase.stopOrphan(data.path().resolve("postgres"));
        return !left.isEmpty();
    }

    private static int placeInOrder(String name) {
        var place = ORDER.indexOf(name.replaceFirst("-\\d+$", ""));
        return place < 0 ? 0 : place;
    }

    private static void end(ProcessHandle process) {
        process.destroy();
        try {
            process.onExit().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException stubborn) {
            process.destroyForcibly();
            process.onExit().join();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isPart(ProcessHandle process) {
        return runs(process, WatchedProcess.class.getName());
    }

    private static boolean runs(ProcessHandle process, String word) {
        var command = Path.of("/proc", Long.toString(process.pid()), "cmdline");
        try {
            // where there is no such file the system tells the arguments another way
            return Files.exists(command)
                    ? Files.readString(command).contains(word)
                    : process.info().commandLine().filter(line -> line.contains(word)).isPresent();
        } catch (IOException gone) {
            return false;
        }
    }
}
