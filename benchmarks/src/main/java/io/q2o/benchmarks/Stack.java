package io.q2o.benchmarks;

import io.q2o.engines.FreePorts;
import io.q2o.log.KafkaSettings;
import io.q2o.log.SecretSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A whole platform of its own, started as everybody starts it, with new data. */
final class Stack implements AutoCloseable {
    static final int PARTITIONS = 6;

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final int MOST_KILLS = 3;
    private static final long WITHIN_NANOS = Duration.ofSeconds(65).toNanos();

    private final Path home;
    private final Path data;
    private final Process up;
    private final Properties passwords = new Properties();
    private final Deque<Long> kills = new ArrayDeque<>();
    private final String token;

    private Stack(Path home, Path data, Process up) throws IOException {
        this.home = home;
        this.data = data;
        this.up = up;
        passwords.load(
                new StringReader(Files.readString(data.resolve("secrets/secrets.properties"))));
        token = adminToken();
    }

    /** What {@code ./q2o up} starts if nobody asks for more. */
    static Stack start(Path home) throws IOException {
        return start(home, List.of());
    }

    /** With room for what the decider is to know, such as {@code 4g}. */
    static Stack start(Path home, String deciderHeap) throws IOException {
        return start(home, List.of("--decider-heap", deciderHeap));
    }

    private static Stack start(Path home, List<String> more) throws IOException {
        var data = home.resolve("benchmarks/target/data");
        var command =
                new ProcessBuilder(
                                home.resolve("q2o").toString(),
                                "up",
                                "--fresh",
                                "--data",
                                data.toString(),
                                "--front-port",
                                Integer.toString(FreePorts.next()))
                        .redirectErrorStream(true);
        command.command().addAll(more);
        // the load comes from one address and is not to meet the limits of one
        command.environment().put("Q2O_STRANGERS_PORTALS", "127.0.0.1");
        var up = command.start();
        // whoever stops the benchmarks stops the platform, too
        Runtime.getRuntime().addShutdownHook(new Thread(up::destroy, "stop"));
        var ready = new CompletableFuture<Boolean>();
        var log = Files.createDirectories(home.resolve("benchmarks/target")).resolve("up.log");
        Files.deleteIfExists(log);
        Thread.ofPlatform().daemon().name("up").start(() -> follow(up, log, ready));
        if (!ready.completeOnTimeout(false, PATIENCE.toSeconds(), TimeUnit.SECONDS).join()) {
            up.destroy();
            throw new IOException("the platform did not start; see " + log);
        }
        return new Stack(home, data, up);
    }

    /** Completes with whether it became ready before it ended. */
    private static void follow(Process up, Path log, CompletableFuture<Boolean> ready) {
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(up.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line; (line = lines.readLine()) != null; ) {
                Files.writeString(
                        log, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                if (line.equals("Q2O is ready")) {
                    ready.complete(true);
                }
            }
        } catch (IOException closed) {
            // its output ends with it
        } finally {
            ready.complete(false);
        }
    }

    private String adminToken() throws IOException {
        var process =
                new ProcessBuilder(
                                home.resolve("q2o").toString(),
                                "token",
                                "admin",
                                "--data",
                                data.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    /** A bearer token with the admin role. */
    String token() {
        return token;
    }

    private JsonNode part(String name) {
        try {
            return JsonMapper.shared()
                    .readTree(Files.readAllBytes(data.resolve("running.json")))
                    .path(name);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    long pid(String part) {
        return part(part).path("pid").asLong();
    }

    int port(String part) {
        return part(part).path("port").asInt();
    }

    int managementPort(String part) {
        return part(part).path("managementPort").asInt();
    }

    KafkaSettings kafka() {
        return KafkaSettings.local(bootstrapServers(), PARTITIONS);
    }

    String bootstrapServers() {
        return "127.0.0.1:" + port("broker");
    }

    String password(String role) {
        return passwords.getProperty(role);
    }

    /** What personal texts are sealed with. */
    SecretSettings secrets() {
        return new SecretSettings(passwords.getProperty("Q2O_SECRETS_MASTERKEY"));
    }

    /** The directory of the database. */
    Path database() {
        return data.resolve("postgres");
    }

    /** A connection of one of the roles. */
    Connection connect(String role) throws SQLException {
        var properties = new Properties();
        properties.put("user", role);
        properties.put("password", password(role));
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port("postgres") + "/q2o", properties);
    }

    /** Stands still until {@link #thaw}. */
    void freeze(String part) {
        signal(part, "STOP");
    }

    void thaw(String part) {
        signal(part, "CONT");
    }

    /**
     * Ends a part at once; it is started again by {@code up}. Waits first where {@code up} would
     * take so many ends for a fault.
     *
     * @return when it was ended
     */
    long kill(String part) throws InterruptedException {
        while (kills.size() >= MOST_KILLS && System.nanoTime() - kills.getFirst() < WITHIN_NANOS) {
            Thread.sleep(200);
        }
        var now = System.nanoTime();
        kills.add(now);
        if (kills.size() > MOST_KILLS) {
            kills.removeFirst();
        }
        signal(part, "KILL");
        return now;
    }

    private void signal(String part, String signal) {
        try {
            new ProcessBuilder("/bin/kill", "-" + signal, Long.toString(pid(part)))
                    .start()
                    .waitFor();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Heap, collector and compilers of the running command-api, without its ahead-of-time cache,
     * which belongs to its jars alone.
     */
    private List<String> limits() {
        return ProcessHandle.of(pid("command-api"))
                .flatMap(process -> process.info().arguments())
                .map(List::of)
                .orElseThrow(() -> new IllegalStateException("command-api does not run"))
                .stream()
                .filter(argument -> argument.startsWith("-X") && !argument.startsWith("-XX:AOT"))
                .toList();
    }

    /** A program of the JDK that runs this. */
    static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    /** A process under the same limits as the platform's services, ended with {@code destroy}. */
    Process beside(Class<?> main, List<String> arguments) throws IOException {
        var builder = new ProcessBuilder(tool("java"));
        builder.command().addAll(limits());
        builder.command()
                .addAll(
                        List.of(
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                System.getProperty("java.class.path"),
                                main.getName()));
        builder.command().addAll(arguments);
        builder.environment()
                .putAll(
                        Map.of(
                                "BARE_KAFKA",
                                bootstrapServers(),
                                "BARE_POSTGRES",
                                "postgresql://127.0.0.1:" + port("postgres") + "/q2o",
                                "BARE_PASSWORD",
                                password("q2o_query_admin")));
        return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    @Override
    public void close() {
        up.destroy();
        try {
            if (!up.waitFor(60, TimeUnit.SECONDS)) {
                up.destroyForcibly();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
