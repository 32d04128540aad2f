package io.q2o.engines;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * One KRaft broker, controller included, inside this JVM. Its data stay in a directory; ports are
 * on loopback only.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final int NODE = 1;

    private final KafkaRaftServer server;
    private final int port;

    private EmbeddedBroker(KafkaRaftServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /**
     * Starts a broker.
     *
     * @param directory keeps logs and cluster id between starts
     * @param port 0 for a free one
     * @param settings broker settings beside or instead of the usual ones
     * @throws IllegalStateException if the directory cannot be used
     */
    public static EmbeddedBroker start(Path directory, int port, Map<String, String> settings) {
        var chosen = port == 0 ? FreePort.next() : port;
        var logs = directory.resolve("logs");
        try {
            Files.createDirectories(logs);
            format(logs, clusterId(directory));
        } catch (IOException fault) {
            throw new UncheckedIOException("cannot keep a broker's logs in " + directory, fault);
        }
        var server =
                new KafkaRaftServer(
                        KafkaConfig.fromProps(settings(logs, chosen, settings)), Time.SYSTEM);
        server.startup();
        return new EmbeddedBroker(server, chosen);
    }

    private static String clusterId(Path directory) throws IOException {
        var file = directory.resolve("cluster-id");
        if (!Files.exists(file)) {
            Files.writeString(file, Uuid.randomUuid().toString());
        }
        return Files.readString(file).strip();
    }

    private static void format(Path logs, String clusterId) {
        var formatter =
                new Formatter()
                        .setPrintStream(
                                new PrintStream(
                                        OutputStream.nullOutputStream(),
                                        false,
                                        StandardCharsets.UTF_8))
                        .setNodeId(NODE)
                        .setClusterId(clusterId)
                        .setDirectories(List.of(logs.toString()))
                        .setMetadataLogDirectory(logs.toString())
                        .setControllerListenerName("CONTROLLER")
                        .setReleaseVersion(MetadataVersion.latestProduction())
                        .setIgnoreFormatted(true);
        try {
            formatter.run();
        } catch (Exception fault) { // as Formatter declares it
            throw new IllegalStateException("cannot format the broker's logs in " + logs, fault);
        }
    }

    private static Properties settings(Path logs, int port, Map<String, String> more) {
        var controller = FreePort.next();
        var all = new Properties();
        all.putAll(
                Map.of(
                        "process.roles",
                        "broker,controller",
                        "node.id",
                        Integer.toString(NODE),
                        "controller.quorum.voters",
                        NODE + "@127.0.0.1:" + controller,
                        "listeners",
                        "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
                                .formatted(port, controller),
                        "advertised.listeners",
                        "PLAINTEXT://127.0.0.1:" + port,
                        "controller.listener.names",
                        "CONTROLLER",
                        "inter.broker.listener.name",
                        "PLAINTEXT",
                        "listener.security.protocol.map",
                        "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                        "log.dirs",
                        logs.toString(),
                        "auto.create.topics.enable",
                        "false"));
        // one node, and few partitions of internal topics: their directories cost start-up time
        for (var topic : List.of("offsets.topic", "transaction.state.log")) {
            all.put(topic + ".replication.factor", "1");
            all.put(topic + ".num.partitions", "4");
            all.put(topic + ".segment.bytes", "10485760");
        }
        all.put("transaction.state.log.min.isr", "1");
        all.put("share.coordinator.state.topic.replication.factor", "1");
        all.put("share.coordinator.state.topic.min.isr", "1");
        all.put("share.coordinator.state.topic.num.partitions", "4");
        all.put("default.replication.factor", "1");
        all.put("min.insync.replicas", "1");
        all.put("log.cleaner.dedupe.buffer.size", "16777216");
        all.put("num.network.threads", "2");
        all.put("num.io.threads", "4");
        all.put("background.threads", "2");
        // groups form at once
        all.put("group.initial.rebalance.delay.ms", "0");
        for (var protocol : List.of("consumer", "share", "streams")) {
            all.put("group." + protocol + ".heartbeat.interval.ms", "500");
            all.put("group." + protocol + ".min.heartbeat.interval.ms", "500");
        }
        // a killed client or broker holds nobody up for long
        all.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        all.put("broker.session.timeout.ms", "2500");
        all.put("broker.heartbeat.interval.ms", "250");
        all.putAll(more);
        return all;
    }

    /** {@code host:port} for clients. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** The port on loopback. */
    public int port() {
        return port;
    }

    /** Stops in order; logs are flushed. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
