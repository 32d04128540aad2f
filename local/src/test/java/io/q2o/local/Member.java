package io.q2o.local;

import io.q2o.engines.EmbeddedDatabase;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** One process of a {@link Stack}: what the operating system can do to it. */
final class Member {
    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration STOP = Duration.ofSeconds(30);

    private final Program program;
    private final Path data;
    private Child child;

    Member(Program program, Path data) {
        this.program = program;
        this.data = data;
        child = Child.start(program, logs(), data);
    }

    String name() {
        return program.name();
    }

    int port() {
        return program.port();
    }

    int managementPort() {
        return program.managementPort();
    }

    long pid() {
        return child.pid();
    }

    boolean isAlive() {
        return child.isAlive();
    }

    /** What it has printed since the first start. */
    Path log() {
        return logs().resolve(name() + ".log");
    }

    /** An address at its HTTP port. */
    URI at(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    URI atManagement(String path) {
        return URI.create("http://127.0.0.1:" + managementPort() + path);
    }

    /** Returns once it says that it is ready; fails when it has ended or five minutes are over. */
    Member awaitReady() {
        long end = System.nanoTime() + START.toNanos();
        while (!child.isReady()) {
            if (!child.isAlive()) {
                throw new AssertionError(name() + " has ended: " + lastLines());
            }
            if (System.nanoTime() > end) {
                throw new AssertionError(
                        name() + " is not ready after " + START + ": " + lastLines());
            }
            pause();
        }
        return this;
    }

    /**
     * {@code kill -9}; returns once the process is gone. PostgreSQL's server goes with its starter.
     */
    void kill9() {
        if (name().equals("postgres")) {
            EmbeddedDatabase.serverOn(data.resolve("postgres")).ifPresent(Member::killAndAwait);
        }
        // a starter whose server is gone ends by itself, perhaps before it is asked to
        ProcessHandle.of(pid()).ifPresent(ProcessHandle::destroyForcibly);
        // its handle may know of the end a moment before the child does
        child.ended().orTimeout(20, TimeUnit.SECONDS).join();
    }

    /** SIGSTOP: it keeps its connections and does nothing. */
    void freeze() {
        signal("STOP");
    }

    /** SIGCONT. */
    void wake() {
        signal("CONT");
    }

    /** SIGTERM, as {@code down} does it; returns once it has ended. */
    void stop() {
        child.stop(STOP);
    }

    /** The exit status of what ends by itself; fails when it has not ended in time. */
    int awaitEnd() {
        return child.ended().orTimeout(START.toSeconds(), TimeUnit.SECONDS).join();
    }

    /** Starts it again, with the same ports, settings and directories; does not wait for it. */
    Member restart() {
        if (child.isAlive()) {
            throw new IllegalStateException(name() + " still runs");
        }
        child = Child.start(program, logs(), data);
        return this;
    }

    String lastLines() {
        try {
            var lines = Files.readAllLines(log());
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
        } catch (IOException e) {
            return "its log " + log() + " cannot be read";
        }
    }

    private Path logs() {
        return data.resolve("logs");
    }

    private void signal(String name) {
        try {
            var status =
                    new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
            if (status != 0) {
                throw new IllegalStateException(name() + " could not be sent SIG" + name);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void killAndAwait(ProcessHandle process) {
        process.destroyForcibly();
        process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
