package io.q2o.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.q2o.engines.EmbeddedDatabase;
import io.q2o.engines.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The run command as people use it: its own process, told by arguments and signals. */
class UpIT {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final List<String> PARTS =
            List.of("front", "command-api", "stream-processors", "query-api", "broker", "postgres");

    private final Map<Long, Path> outputs = new HashMap<>();
    private Path directory;
    private Path data;
    private int port;

    @BeforeEach
    void prepare() throws IOException {
        directory = Files.createTempDirectory("q2o-up-");
        data = directory.resolve("data");
        port = FreePorts.next();
    }

    @AfterEach
    void cleanUp() throws Exception {
        q2o("down", "--data", data.toString()).waitFor(60, TimeUnit.SECONDS);
        Trees.delete(directory);
    }

    @Test
    void startsKeepsRunningStopsAndForgets() throws Exception {
        var up = up("first");
        awaitReady(up, "first");

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(said("status", "--data", data.toString()))
                                .contains("command-api")
                                .doesNotContain(" down "));
        var token = said("token", "admin", "--data", data.toString()).strip();
        assertThat(token).matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
        var demo = get(token, "/admin/api/tenants/demo");
        assertThat(demo.toString()).contains("\"Pro\"");
        assertThat(
                        get(token, "/admin/api/plans")
                                .path("plans")
                                .valueStream()
                                .map(plan -> plan.path("name").asString()))
                .containsExactlyInAnyOrder("Starter", "Pro", "Enterprise");
        secretsAreForTheirOwnerOnly();
        noSecretIsInArguments();

        aKilledPartIsStartedAgain();
        theDirectoryIsLocked();
        aTakenPortIsNamed();

        var pids = pids();
        assertThat(said("down", "--data", data.toString())).contains("stopped");
        assertThat(up.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(up.exitValue()).isZero();
        assertThat(pids).noneMatch(pid -> ProcessHandle.of(pid).isPresent());
        assertThat(EmbeddedDatabase.serverOn(data.resolve("postgres"))).isEmpty();
        assertThat(data.resolve("running.json")).doesNotExist();

        var again = up("again");
        awaitReady(again, "again");
        assertThat(get(token, "/admin/api/tenants/demo").path("id")).isEqualTo(demo.path("id"));

        var added =
                Calls.bearing(token)
                        .post(
                                at("/admin/api/tenants"),
                                Bodies.tenant("forgotten", "Forgotten"),
                                Map.of());
        assertThat(added.statusCode()).as(added.body()).isEqualTo(201);

        var left = pids();
        again.destroyForcibly().waitFor();
        var fresh = up("fresh", "--fresh");
        awaitReady(fresh, "fresh");
        assertThat(left).noneMatch(pid -> ProcessHandle.of(pid).isPresent());
        var others = said("token", "admin", "--data", data.toString()).strip();
        assertThat(get(others, "/admin/api/tenants").path("total").asInt()).isEqualTo(1);

        left = pids();
        fresh.destroyForcibly().waitFor();
        partsEndByThemselves(left);
        assertThat(said("reset", "--data", data.toString())).contains("nothing is kept");
        try (var files = Files.list(data)) {
            assertThat(files).containsExactly(data.resolve("lock"));
        }
    }

    private void partsEndByThemselves(List<Long> parts) {
        await().atMost(Duration.ofSeconds(40))
                .until(() -> parts.stream().noneMatch(pid -> ProcessHandle.of(pid).isPresent()));
        assertThat(EmbeddedDatabase.serverOn(data.resolve("postgres"))).isEmpty();
    }

    private void aKilledPartIsStartedAgain() throws Exception {
        for (var part : List.of("command-api", "postgres", "broker", "front")) {
            long pid = pid(part);
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            await().atMost(Duration.ofSeconds(30)).until(() -> pid(part) != pid);
            assertThat(screen("first")).contains(part + " ended (exit 137) and is started again");
        }
        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(() ->
                        assertThat(said("status", "--data", data.toString()))
                                .doesNotContain(" down "));
        var token = said("token", "admin", "--data", data.toString()).strip();
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() ->
                        get(token, "/admin/api/tenants/demo")
                                .path("slug")
                                .asString()
                                .equals("demo"));
    }

    private void theDirectoryIsLocked() throws Exception {
        var second =
                q2o(
                        "up",
                        "--data",
                        data.toString(),
                        "--front-port",
                        Integer.toString(FreePorts.next()));
        assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).isEqualTo(1);
        assertThat(output(second))
                .hasLineCount(1)
                .contains(data.toString(), "is in use by another");
    }

    private void aTakenPortIsNamed() throws Exception {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            var taken = Integer.toString(socket.getLocalPort());
            var other =
                    q2o(
                            "up",
                            "--data",
                            directory.resolve("other").toString(),
                            "--front-port",
                            taken);
            assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(other.exitValue()).isEqualTo(1);
            assertThat(output(other)).hasLineCount(1).contains("port " + taken + " is taken");
        }
    }

    private void secretsAreForTheirOwnerOnly() throws IOException {
        try (var files = Files.walk(data.resolve("secrets"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                if (!file.endsWith("jwks.json")) {
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .as(file.toString())
                            .isEqualTo("rw-------");
                }
            }
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                .isEqualTo("rwx------");
    }

    private void noSecretIsInArguments() throws IOException {
        var secrets =
                Files.readAllLines(data.resolve("secrets/secrets.properties")).stream()
                        .filter(line -> !line.startsWith("#"))
                        .map(line -> line.substring(line.indexOf('=') + 1).replace("\\", ""))
                        .toList();
        assertThat(secrets).hasSizeGreaterThan(6);
        for (var pid : pids()) {
            var command = Files.readString(Path.of("/proc", pid.toString(), "cmdline"));
            assertThat(secrets).noneMatch(command::contains);
        }
    }

    private JsonNode get(String token, String path) throws IOException {
        var answer = Calls.bearing(token).get(at(path), Map.of());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private Process up(String name, String... more) throws IOException {
        var words =
                new ArrayList<>(
                        List.of("up", "--data", data.toString(), "--front-port", "" + port));
        words.addAll(Arrays.asList(more));
        return start(directory.resolve(name + ".txt"), words);
    }

    private void awaitReady(Process up, String name) throws IOException {
        await().atMost(Duration.ofSeconds(150))
                .failFast(() -> assertThat(up.isAlive()).as(screen(name)).isTrue())
                .until(() -> screen(name).lines().anyMatch("Q2O is ready"::equals));
    }

    private String screen(String name) throws IOException {
        return Files.readString(directory.resolve(name + ".txt"));
    }

    private Process q2o(String... words) throws IOException {
        return start(Files.createTempFile(directory, "said", ".txt"), List.of(words));
    }

    private String said(String... words) throws Exception {
        var process = q2o(words);
        assertThat(process.waitFor(70, TimeUnit.SECONDS)).isTrue();
        return output(process);
    }

    private String output(Process process) throws IOException {
        return Files.readString(Optional.ofNullable(outputs.get(process.pid())).orElseThrow());
    }

    private Process start(Path output, List<String> words) throws IOException {
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx64m",
                                "-XX:TieredStopAtLevel=1",
                                "-Dq2o.home=" + HOME,
                                "-jar",
                                HOME.resolve("local/target/q2o-local.jar").toString()));
        command.addAll(words);
        var process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        outputs.put(process.pid(), output);
        return process;
    }

    private JsonNode running() throws IOException {
        return JsonMapper.shared().readTree(Files.readString(data.resolve("running.json")));
    }

    private long pid(String part) throws IOException {
        return running().path(part).path("pid").asLong();
    }

    private List<Long> pids() throws IOException {
        var running = running();
        return PARTS.stream().map(part -> running.path(part).path("pid").asLong()).toList();
    }
}
