package io.q2o.local;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Starts everything, fills in what a new platform needs, and keeps running until it is stopped. */
final class Up {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final CommandLine line;
    private final Path home;
    private final PrintStream screen;
    private final DataDirectory data;
    private final Supervisor supervisor;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Instant began = Instant.now();

    Up(CommandLine line, Path home, PrintStream screen) {
        this.line = line;
        this.home = home;
        this.screen = screen;
        data = new DataDirectory(line.data());
        supervisor = new Supervisor(data.logs(), data.path(), screen, this::note);
    }

    int run() {
        data.open();
        data.lock();
        try {
            if (Leftovers.end(data)) {
                screen.println("ended what a killed ./q2o up had left behind");
            }
            if (line.fresh()) {
                data.clear();
                data.open();
            }
            checkPort();
            Runtime.getRuntime().addShutdownHook(new Thread(this::stopWhenTold, "stop"));
            return keepRunning();
        } finally {
            stop();
        }
    }

    private void checkPort() {
        try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), line.frontPort()));
        } catch (IOException taken) {
            throw new LocalFaultException(
                    "port " + line.frontPort() + " is taken; choose another with --front-port");
        }
    }

    private int keepRunning() {
        var secrets = LocalSecrets.open(line.data());
        var programs = new Programs(home, line.data(), secrets);
        var commandApi = programs.commandApi("command-api");
        var queryApi = programs.queryApi("query-api");
        screen.println("data in " + line.data());
        supervisor.start(programs.broker());
        supervisor.start(programs.postgres());
        supervisor.start(commandApi);
        supervisor.start(programs.streamProcessors("stream-processors"));
        for (int more = 2; more <= line.instances(); more++) {
            supervisor.start(programs.commandApi("command-api-" + more));
            supervisor.start(programs.streamProcessors("stream-processors-" + more));
        }
        supervisor.start(queryApi);
        supervisor.start(programs.front(line.frontPort(), commandApi.port(), queryApi.port()));
        var failed = awaitAll();
        if (failed == null) {
            var front = "http://127.0.0.1:" + line.frontPort();
            failed =
                    new Seeds(front, secrets.adminToken(Instant.now()), this::hasFailed)
                            .plant(PATIENCE);
            if (failed == null) {
                screen.println("Q2O is ready");
                printTable(front);
                failed = awaitEnd();
            }
        }
        if (failed != null) {
            screen.println(failed);
            return 1;
        }
        return 0;
    }

    private boolean hasFailed() {
        return supervisor.givenUp().isDone() || stopped.getCount() == 0;
    }

    private @Nullable String awaitAll() {
        var waiting = new LinkedHashMap<String, Boolean>();
        supervisor.children().keySet().forEach(part -> waiting.put(part, true));
        var until = System.nanoTime() + PATIENCE.toNanos();
        while (!waiting.isEmpty()) {
            if (supervisor.givenUp().isDone()) {
                return supervisor.givenUp().join();
            }
            if (System.nanoTime() > until) {
                return "not ready within %d s: %s; see %s"
                        .formatted(PATIENCE.toSeconds(), waiting.keySet(), data.logs());
            }
            waiting.keySet()
                    .removeIf(part -> {
                        var child = supervisor.child(part);
                        var ready = child != null && child.isReady();
                        if (ready) {
                            screen.println("%-18s %s".formatted(part, seconds()));
                        }
                        return ready;
                    });
            if (pause()) {
                return "stopped while starting";
            }
        }
        return null;
    }

    /** Whether {@code up} was told to stop. */
    private boolean pause() {
        try {
            return stopped.await(100, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private @Nullable String awaitEnd() {
        while (!pause()) {
            if (supervisor.givenUp().isDone()) {
                return supervisor.givenUp().join();
            }
        }
        return null;
    }

    private void printTable(String front) {
        screen.println();
        screen.println("  front              " + front);
        screen.println("  API documentation  " + front + "/docs");
        supervisor
                .children()
                .forEach((name, child) -> {
                    if (!name.equals("front")) {
                        screen.println(
                                "  %-18s 127.0.0.1:%d (pid %d)"
                                        .formatted(name, child.program().port(), child.pid()));
                    }
                });
        screen.println("  logs               " + data.logs());
        screen.println("  token              ./q2o token admin" + option());
        screen.println("  started in         " + seconds());
        screen.println("  stop               Ctrl-C or ./q2o down" + option());
        screen.println();
        screen.println(
                "One broker without replicas: the last moments can be lost when the power fails.");
    }

    private String seconds() {
        return "%.1f s".formatted(Duration.between(began, Instant.now()).toMillis() / 1000.0);
    }

    private String option() {
        return line.data().equals(home.resolve(".q2o").toAbsolutePath().normalize())
                ? ""
                : " --data " + line.data();
    }

    private void note() {
        var parts = new LinkedHashMap<String, Running.Part>();
        supervisor
                .children()
                .forEach((name, child) ->
                        parts.put(
                                name,
                                new Running.Part(
                                        child.pid(),
                                        child.program().port(),
                                        child.program().managementPort())));
        data.write(new Running(ProcessHandle.current().pid(), parts));
    }

    /** Who is asked goes before whom he asks. */
    private List<List<String>> stopOrder() {
        var services = new ArrayList<>(supervisor.children().keySet());
        services.removeAll(List.of("front", "postgres", "broker"));
        return List.of(
                List.of("front"), List.copyOf(services), List.of("postgres"), List.of("broker"));
    }

    /** Ctrl-C, SIGTERM: done as asked, unless something had failed before. */
    private void stopWhenTold() {
        var asked = stopped.getCount() != 0;
        stop();
        if (asked) {
            Runtime.getRuntime().halt(0);
        }
    }

    private synchronized void stop() {
        if (stopped.getCount() == 0) {
            return;
        }
        stopped.countDown();
        if (!supervisor.children().isEmpty()) {
            screen.println("stopping");
            supervisor.stop(stopOrder());
            data.removeRunning();
        }
        data.unlock();
    }
}
