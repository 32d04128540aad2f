package io.q2o.engines;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** A Kafka broker of one KRaft node inside this JVM, on a directory that outlives it. */
public final class EmbeddedBroker implements Broker {

    private final KafkaRaftServer server;
    private final int port;

    private EmbeddedBroker(KafkaRaftServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /**
     * Returns once the broker answers.
     *
     * @param directory keeps the broker's logs and identity; made when absent
     * @param port on loopback; 0 takes a free one
     * @throws EngineException when it does not start, naming the port or the directory
     */
    public static EmbeddedBroker start(Path directory, int port) {
        int taken = port == 0 ? FreePorts.next() : port;
        if (!FreePorts.isFree(taken)) {
            throw new EngineException("the broker's port " + taken + " is taken", null);
        }
        var logs = directory.toAbsolutePath().resolve("logs");
        try {
            Files.createDirectories(logs);
            format(logs.toString(), clusterId(directory));
            var settings = BrokerSettings.embedded(logs.toString(), taken, FreePorts.own());
            var server =
                    new KafkaRaftServer(new KafkaConfig(Map.copyOf(settings), false), Time.SYSTEM);
            server.startup();
            return new EmbeddedBroker(server, taken);
        } catch (IOException e) {
            throw new EngineException(
                    "the broker cannot use " + directory + ": " + e.getMessage(), e);
        }
    }

    @Override
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static String clusterId(Path directory) throws IOException {
        var file = directory.resolve("cluster.id");
        if (Files.exists(file)) {
            return Files.readString(file).strip();
        }
        var id = Uuid.randomUuid().toString();
        Files.writeString(file, id);
        return id;
    }

    private static void format(String logs, String clusterId) throws IOException {
        var formatter =
                new Formatter()
                        .setPrintStream(
                                new PrintStream(
                                        OutputStream.nullOutputStream(),
                                        false,
                                        StandardCharsets.UTF_8))
                        .setNodeId(1)
                        .setClusterId(clusterId)
                        .setDirectories(List.of(logs))
                        .setMetadataLogDirectory(logs)
                        .setControllerListenerName("CONTROLLER")
                        .setReleaseVersion(MetadataVersion.latestProduction())
                        .setIgnoreFormatted(true);
        try {
            formatter.run();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
