package io.q2o.local;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The platform as real processes for tests: any number of each service from the jars that {@code
 * ./q2o up} starts, on one broker and one PostgreSQL. Logs are kept below {@code target/stacks}.
 */
final class Stack implements AutoCloseable {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final Duration START = Duration.ofSeconds(90);

    private final Path data;
    private final Path logs;
    private final LocalSecrets secrets;
    private final Programs programs;
    private final List<Part> parts = new ArrayList<>();

    private Stack(String name) {
        try {
            data = Files.createTempDirectory("q2o-" + name + "-");
            logs = Path.of("target/stacks", name).toAbsolutePath();
            Files.createDirectories(logs);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
        secrets = LocalSecrets.open(data);
        programs = new Programs(HOME, data, secrets);
    }

    /** An empty stack: nothing runs yet. */
    static Stack named(String name) {
        return new Stack(name);
    }

    /** One process; a restart keeps its ports, its directory and its properties. */
    final class Part {
        private final Program program;
        private Child child;

        private Part(Program program) {
            this.program = program;
            child = start(program);
        }

        private Child start(Program one) {
            return Child.start(one, logs, data);
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

        String url(String path) {
            return "http://127.0.0.1:" + port() + path;
        }

        Part awaitReady() {
            await().atMost(START)
                    .pollInterval(Duration.ofMillis(50))
                    .failFast(() -> !child.isAlive())
                    .until(child::isReady);
            return this;
        }

        /** SIGKILL; returns when it is gone. */
        void kill9() {
            signal("-KILL");
            child.ended().join();
        }

        /** SIGSTOP. */
        void freeze() {
            signal("-STOP");
        }

        /** SIGCONT. */
        void wake() {
            signal("-CONT");
        }

        /** SIGTERM; returns when it is gone. */
        void stop() {
            child.stop(Duration.ofSeconds(30));
        }

        /** Starts it again and does not wait. */
        void restart() {
            child = start(program);
        }

        private void signal(String signal) {
            try {
                new ProcessBuilder("kill", signal, Long.toString(pid())).start().waitFor();
            } catch (IOException fault) {
                throw new UncheckedIOException(fault);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Part add(Program program) {
        var part = new Part(program);
        parts.add(part);
        return part;
    }

    Part broker() {
        return add(programs.broker()).awaitReady();
    }

    Part postgres() {
        return add(programs.postgres()).awaitReady();
    }

    /**
     * @param name tells instances apart; a state directory belongs to it
     * @param properties beside the usual ones
     */
    Part commandApi(String name, Map<String, String> properties) {
        return add(Programs.with(programs.commandApi(name), properties));
    }

    Part streamProcessors(String name, Map<String, String> properties) {
        return add(Programs.with(programs.streamProcessors(name), properties));
    }

    Part queryApi(String name) {
        return add(programs.queryApi(name));
    }

    Part front(int port, Part commandApi, Part queryApi) {
        return add(programs.front(port, commandApi.port(), queryApi.port()));
    }

    String bootstrapServers() {
        return programs.bootstrapServers();
    }

    /** JDBC address of the read model. */
    String jdbcUrl() {
        return "jdbc:" + programs.postgresUrl();
    }

    /** Password of a role such as {@code q2o_owner}. */
    String password(String role) {
        return secrets.password(role);
    }

    String adminToken() {
        return secrets.adminToken(Instant.now());
    }

    Path data() {
        return data;
    }

    Path logs() {
        return logs;
    }

    /** Ends everything, last started first, and removes the data. */
    @Override
    public void close() {
        for (var part : parts.reversed()) {
            if (part.isAlive()) {
                part.wake();
                part.stop();
            }
        }
        try (var files = Files.walk(data)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
