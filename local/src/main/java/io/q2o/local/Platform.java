package io.q2o.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** All parts of one local platform, started and stopped together. */
final class Platform {
    private final Programs programs;
    private final Supervisor supervisor;
    private final UnaryOperator<Program> as;

    /**
     * @param as how each part is to be started
     */
    Platform(Programs programs, Supervisor supervisor, UnaryOperator<Program> as) {
        this.programs = programs;
        this.supervisor = supervisor;
        this.as = as;
    }

    /** Starts everything and waits for nothing. */
    void start(int frontPort, int instances) {
        var commandApi = programs.commandApi("command-api");
        if (instances == 1) {
            commandApi = Programs.with(commandApi, Map.of("q2o.decider.linger", "5ms"));
        }
        var queryApi = programs.queryApi("query-api");
        start(programs.broker());
        start(programs.postgres());
        start(commandApi);
        start(programs.streamProcessors("stream-processors"));
        for (int more = 2; more <= instances; more++) {
            start(programs.commandApi("command-api-" + more));
            start(programs.streamProcessors("stream-processors-" + more));
        }
        start(queryApi);
        start(programs.front(frontPort, commandApi.port(), queryApi.port()));
    }

    private void start(Program program) {
        supervisor.start(as.apply(program));
    }

    /**
     * Waits until every part is ready; the reason if that fails.
     *
     * @param whenReady told the name of each part once
     * @param pause waits a moment; whether there is no need to wait any longer
     */
    @Nullable String awaitReady(
            Duration patience, Consumer<String> whenReady, BooleanSupplier pause) {
        var waiting = new LinkedHashSet<>(supervisor.children().keySet());
        var until = System.nanoTime() + patience.toNanos();
        while (!waiting.isEmpty()) {
            if (supervisor.givenUp().isDone()) {
                return supervisor.givenUp().join();
            }
            if (System.nanoTime() > until) {
                return "not ready within %d s: %s".formatted(patience.toSeconds(), waiting);
            }
            waiting.removeIf(part -> {
                var child = supervisor.child(part);
                var ready = child != null && child.isReady();
                if (ready) {
                    whenReady.accept(part);
                }
                return ready;
            });
            if (pause.getAsBoolean()) {
                return "stopped while starting";
            }
        }
        return null;
    }

    /**
     * Stops what runs: who is asked goes before whom he asks.
     *
     * @param patience of each part; what has not ended by then is killed
     */
    void stop(Duration patience) {
        var services = new ArrayList<>(supervisor.children().keySet());
        services.removeAll(List.of("front", "postgres", "broker"));
        supervisor.stop(
                List.of(List.of("front"), List.copyOf(services), List.of("postgres", "broker")),
                patience);
    }
}
