package io.q2o.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One started process of a {@link Program}, in a session of its own where the system can. */
final class Child {
    private static final boolean HAS_SETSID = Files.isExecutable(Path.of("/usr/bin/setsid"));
    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(1))
                    .build();

    private final Program program;
    private final Process process;
    private final Path readyFile;

    private Child(Program program, Process process, Path readyFile) {
        this.program = program;
        this.process = process;
        this.readyFile = readyFile;
    }

    /**
     * Starts a process that writes into {@code <logs>/<name>.log}.
     *
     * @param data where engines tell that they are ready, in {@code <data>/<name>/ready}
     * @throws LocalFaultException if it cannot be started
     */
    static Child start(Program program, Path logs, Path data) {
        var command = new ArrayList<String>();
        if (HAS_SETSID) {
            command.add("/usr/bin/setsid");
        }
        command.addAll(program.command());
        var ready = data.resolve(program.name()).resolve("ready");
        var builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(
                                        logs.resolve(program.name() + ".log").toFile()));
        builder.environment().putAll(program.environment());
        builder.environment().put("Q2O_PARENT_PID", Long.toString(ProcessHandle.current().pid()));
        // glibc's arenas, eight a processor otherwise, keep what single threads once needed
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        if (program.managementPort() == 0) {
            // services that end with the same parent still need their engines for a moment
            builder.environment().put("Q2O_PARENT_GRACE_MS", "4000");
        }
        try {
            return new Child(program, builder.start(), ready);
        } catch (IOException fault) {
            throw new LocalFaultException(
                    program.name() + " cannot be started: " + fault.getMessage());
        }
    }

    Program program() {
        return program;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Completes with the exit status. */
    CompletableFuture<Integer> ended() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /** Whether it has said that it is ready, or its readiness probe says so. */
    boolean isReady() {
        return program.managementPort() == 0 ? saysReady() : isReady(program.managementPort());
    }

    private boolean saysReady() {
        try {
            return Files.exists(readyFile) && Files.readString(readyFile).startsWith(pid() + " ");
        } catch (IOException notYet) {
            return false;
        }
    }

    static boolean isReady(int managementPort) {
        var request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:"
                                                + managementPort
                                                + "/actuator/health/readiness"))
                        .timeout(Duration.ofSeconds(2))
                        .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Asks it to stop and waits; what does not stop in time is killed. */
    void stop(Duration patience) {
        process.destroy();
        try {
            process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException stubborn) {
            process.destroyForcibly();
            process.onExit().join();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        } catch (InterruptedException stop) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it, and what it started, at once. */
    void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join();
    }
}
