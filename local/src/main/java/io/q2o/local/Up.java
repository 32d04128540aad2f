package io.q2o.local;

import io.q2o.engines.FreePorts;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Starts everything, fills in what a new platform needs, and keeps running until it is stopped. */
final class Up {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

    private final CommandLine line;
    private final Path home;
    private final PrintStream screen;
    private final DataDirectory data;
    private final Supervisor supervisor;
    private final AotCaches caches;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile @Nullable Platform platform;
    private Instant began = Instant.now();

    Up(CommandLine line, Path home, PrintStream screen) {
        this.line = line;
        this.home = home;
        this.screen = screen;
        data = new DataDirectory(line.data());
        supervisor = new Supervisor(data.logs(), data.path(), screen, this::note);
        caches = new AotCaches(home);
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
            train();
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

    /** What {@code ./q2o} has built is trained too; other starts take what is there. */
    private void train() {
        if (Boolean.getBoolean("q2o.train") && !caches.isTrained()) {
            caches.train(screen);
            began = Instant.now();
        }
    }

    private int keepRunning() {
        var secrets = LocalSecrets.open(line.data());
        FreePorts.keep(line.frontPort());
        var running =
                new Platform(new Programs(home, line.data(), secrets), supervisor, asWanted());
        platform = running;
        screen.println("data in " + line.data());
        running.start(line.frontPort(), line.instances());
        var failed =
                running.awaitReady(
                        PATIENCE,
                        part -> screen.println("%-18s %s".formatted(part, seconds())),
                        this::pause);
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

    private UnaryOperator<Program> asWanted() {
        var cached = withCaches();
        return program ->
                cached.apply(
                        program.name().startsWith("command-api") && !line.deciderHeap().isEmpty()
                                ? Programs.withHeap(program, line.deciderHeap())
                                : program);
    }

    private UnaryOperator<Program> withCaches() {
        var lacking = caches.lacking();
        if (lacking != null) {
            screen.println(lacking);
        }
        return caches.isTrained() ? caches::used : UnaryOperator.identity();
    }

    private boolean hasFailed() {
        return supervisor.givenUp().isDone() || stopped.getCount() == 0;
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
        var running = platform;
        if (running != null) {
            screen.println("stopping");
            running.stop(STOP_PATIENCE);
            data.removeRunning();
        }
        data.unlock();
    }
}
