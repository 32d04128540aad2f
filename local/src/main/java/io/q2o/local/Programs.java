package io.q2o.local;

import io.q2o.engines.FreePorts;
import io.q2o.engines.WatchedProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The parts of one local platform, with ports that are free at present. */
final class Programs {
    // what a young generation has held once stays resident, so it begins small; it grows under load
    private static final List<String> SMALL =
            List.of("-Xms64m", "-Xmx256m", "-XX:NewSize=24m", "-Xss512k");

    private static final String ENGINE_LOG =
            "-Dlogback.configurationFile=io/q2o/engines/logback-engine.xml";

    private final Path home;
    private final Path data;
    private final LocalSecrets secrets;
    private final int brokerPort = FreePorts.next();
    private final int postgresPort = FreePorts.next();

    /**
     * @param home root of the repository
     */
    Programs(Path home, Path data, LocalSecrets secrets) {
        this.home = home;
        this.data = data;
        this.secrets = secrets;
    }

    String bootstrapServers() {
        return "127.0.0.1:" + brokerPort;
    }

    String postgresUrl() {
        return "postgresql://127.0.0.1:" + postgresPort + "/q2o";
    }

    Program broker() {
        return new Program(
                "broker",
                brokerPort,
                0,
                Program.java(
                        Stream.concat(SMALL.stream(), Stream.of(ENGINE_LOG)).toList(),
                        own(),
                        WatchedProcess.class.getName(),
                        List.of(
                                "io.q2o.engines.BrokerProcess",
                                data.resolve("broker").toString(),
                                Integer.toString(brokerPort))),
                Map.of());
    }

    Program postgres() {
        return new Program(
                "postgres",
                postgresPort,
                0,
                Program.java(
                        List.of(
                                // unpacking the binaries takes much once and is given back at once
                                "-Xms8m",
                                "-Xmx192m",
                                "-XX:MinHeapFreeRatio=10",
                                "-XX:MaxHeapFreeRatio=20",
                                "-XX:-ShrinkHeapInSteps",
                                "-Xss512k",
                                "-XX:TieredStopAtLevel=1",
                                ENGINE_LOG),
                        own(),
                        WatchedProcess.class.getName(),
                        List.of(
                                "io.q2o.engines.PostgresProcess",
                                data.resolve("postgres").toString(),
                                Integer.toString(postgresPort))),
                secrets.forPostgres());
    }

    private List<Path> own() {
        return List.of(home.resolve("local/target/q2o-local.jar"));
    }

    /**
     * @param name tells instances of one data directory apart
     */
    Program commandApi(String name) {
        return service(
                name,
                "command-api",
                "io.q2o.command.CommandApi",
                List.of("-Xms96m", "-Xmx384m", "-XX:NewSize=48m", "-Xss512k"),
                Map.of(
                        "q2o.decider.state-dir",
                        data.resolve(name).toString(),
                        // everybody has one address here
                        "q2o.strangers.burst",
                        "20000",
                        "q2o.strangers.per-second",
                        "2000"));
    }

    Program streamProcessors(String name) {
        return service(
                name, "stream-processors", "io.q2o.processors.StreamProcessors", SMALL, Map.of());
    }

    Program queryApi(String name) {
        return service(name, "query-api", "io.q2o.query.QueryApi", SMALL, Map.of());
    }

    Program front(int port, int commandPort, int queryPort) {
        var origins = new ArrayList<String>();
        for (int portal = 3000; portal <= 3002; portal++) {
            for (var host : List.of("localhost", "127.0.0.1", "[::1]")) {
                origins.add("http://" + host + ":" + portal);
            }
        }
        return service(
                "front",
                "front",
                "io.q2o.front.Front",
                SMALL,
                Map.of(
                        "server.port",
                        Integer.toString(port),
                        "q2o.front.command-api",
                        "http://127.0.0.1:" + commandPort,
                        "q2o.front.query-api",
                        "http://127.0.0.1:" + queryPort,
                        "q2o.front.cors-origins",
                        String.join(",", origins)));
    }

    /** The same program with these properties instead of, or beside, its own. */
    static Program with(Program program, Map<String, String> properties) {
        var command = new ArrayList<>(program.command());
        properties.forEach((name, value) -> {
            command.removeIf(word -> word.startsWith("--" + name + "="));
            command.add("--" + name + "=" + value);
        });
        return withCommand(program, command);
    }

    /** The same program with another limit of its heap, such as {@code 1g}. */
    static Program withHeap(Program program, String limit) {
        var command = new ArrayList<>(program.command());
        command.replaceAll(word -> word.startsWith("-Xmx") ? "-Xmx" + limit : word);
        return withCommand(program, command);
    }

    /** The same program with further flags of its JVM. */
    static Program withFlags(Program program, List<String> flags) {
        var command = new ArrayList<>(program.command());
        command.addAll(1, flags);
        return withCommand(program, command);
    }

    private static Program withCommand(Program program, List<String> command) {
        return new Program(
                program.name(),
                program.port(),
                program.managementPort(),
                List.copyOf(command),
                program.environment());
    }

    private Program service(
            String name, String module, String main, List<String> jvm, Map<String, String> more) {
        var properties = new TreeMap<String, String>();
        properties.put("server.port", Integer.toString(FreePorts.next()));
        properties.put("server.address", "127.0.0.1");
        properties.put("management.server.port", Integer.toString(FreePorts.next()));
        properties.put("management.server.address", "127.0.0.1");
        if (!module.equals("front")) {
            properties.put("q2o.kafka.bootstrap-servers", bootstrapServers());
            properties.put("q2o.kafka.local", "true");
            properties.put("q2o.kafka.replication-factor", "1");
            properties.put("q2o.kafka.min-insync-replicas", "1");
            properties.put("q2o.postgres.url", postgresUrl());
        }
        properties.putAll(more);
        var arguments = new ArrayList<String>();
        arguments.add(main);
        properties.forEach((property, value) -> arguments.add("--" + property + "=" + value));
        return new Program(
                name,
                Integer.parseInt(properties.get("server.port")),
                Integer.parseInt(properties.get("management.server.port")),
                Program.java(
                        jvm,
                        List.of(
                                home.resolve(module + "/target/q2o-" + module + ".jar"),
                                home.resolve("local/target/lib/q2o-engines-0.1.0-SNAPSHOT.jar")),
                        WatchedProcess.class.getName(),
                        arguments),
                module.equals("front") ? Map.of() : secrets.forServices(module));
    }
}
