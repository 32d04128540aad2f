package io.q2o.engines;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * An engine in a process of its own, which can be killed, frozen and started anew. Closing stops it
 * in order.
 */
public final class EngineProcess implements AutoCloseable {

    private static final Duration STOP = Duration.ofSeconds(20);
    // services that end with the same parent still need their engines for a moment
    private static final Duration AFTER_PARENT = Duration.ofSeconds(4);

    private final String name;
    private final ReadyFile ready;
    private final Path log;
    private final int port;
    private final Process process;

    private EngineProcess(String name, ReadyFile ready, Path log, int port, Process process) {
        this.name = name;
        this.ready = ready;
        this.log = log;
        this.port = port;
        this.process = process;
    }

    /**
     * Starts a broker and does not wait for it.
     *
     * @param port on loopback; 0 takes a free one
     */
    public static EngineProcess startBroker(Path directory, int port, Path log) {
        return start(
                "broker",
                BrokerProcess.class,
                directory,
                port,
                log,
                Map.of(),
                "-Xms64m",
                "-Xmx256m");
    }

    /**
     * Starts PostgreSQL and does not wait for it.
     *
     * @param port on loopback; 0 takes a free one
     */
    public static EngineProcess startPostgres(
            Path directory, int port, DatabasePasswords passwords, Path log) {
        var environment = passwords.toEnvironment();
        return start(
                "postgres",
                PostgresProcess.class,
                directory,
                port,
                log,
                environment,
                "-Xms8m",
                "-Xmx192m");
    }

    private static EngineProcess start(
            String name,
            Class<?> program,
            Path directory,
            int port,
            Path log,
            Map<String, String> environment,
            String... memory) {
        int taken = port == 0 ? FreePorts.next() : port;
        var options = new ArrayList<>(List.of(memory));
        options.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-XX:MinHeapFreeRatio=10",
                        "-XX:MaxHeapFreeRatio=20",
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "--sun-misc-unsafe-memory-access=allow",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dlogback.configurationFile=io/q2o/engines/logback-engine.xml"));
        var child =
                new ChildJvm(
                        program.getName(),
                        List.of(directory.toAbsolutePath().toString(), Integer.toString(taken)),
                        List.of(System.getProperty("java.class.path").split(File.pathSeparator)),
                        options,
                        environment,
                        log,
                        AFTER_PARENT);
        return new EngineProcess(name, ReadyFile.in(directory), log, taken, child.start());
    }

    /**
     * Returns once the engine answers.
     *
     * @throws EngineException when it has ended or the time is over; the message holds its last
     *     lines
     */
    public EngineProcess awaitReady(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (ready.portOf(process.pid()).isEmpty()) {
            if (!process.isAlive()) {
                throw new EngineException("the " + name + " has ended: " + lastLines(), null);
            }
            if (System.nanoTime() > end) {
                throw new EngineException(
                        "the " + name + " is not ready after " + limit + ": " + lastLines(), null);
            }
            pause();
        }
        return this;
    }

    public int port() {
        return port;
    }

    public Process process() {
        return process;
    }

    /** SIGTERM, and SIGKILL when that is not heeded. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private String lastLines() {
        try {
            var lines =
                    new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
        } catch (IOException e) {
            return "its log " + log + " cannot be read";
        }
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException("interrupted", e);
        }
    }
}
