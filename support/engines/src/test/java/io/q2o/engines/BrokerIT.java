package io.q2o.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerIT {

    private static final Duration START = Duration.ofSeconds(60);

    @TempDir Path directory;

    @Test
    void keepsRecordsWhenItIsKilledAndAnswersSoonAfterItsRestart() throws Exception {
        var log = directory.resolve("broker.log");
        int port;
        try (var broker = EngineProcess.startBroker(directory, 0, log).awaitReady(START)) {
            port = broker.port();
            appendInTransaction(port, "kept");
            broker.process().destroyForcibly().waitFor();
        }

        long start = System.nanoTime();
        try (var broker = EngineProcess.startBroker(directory, port, log).awaitReady(START)) {
            assertThat(committed(broker.port())).containsExactly("kept");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(30));
        }
    }

    @Test
    void abortsTransactionsOfTheDeadEachSecond() throws Exception {
        try (var broker = EmbeddedBroker.start(directory, 0);
                var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            var node = new ConfigResource(ConfigResource.Type.BROKER, "1");
            var settings =
                    Objects.requireNonNull(admin.describeConfigs(List.of(node)).values().get(node))
                            .get();
            assertThat(settings.get("transaction.abort.timed.out.transaction.cleanup.interval.ms"))
                    .extracting(ConfigEntry::value)
                    .isEqualTo("1000");
            assertThat(settings.get("group.consumer.min.heartbeat.interval.ms"))
                    .extracting(ConfigEntry::value)
                    .isEqualTo("500");
        }
    }

    @Test
    void namesThePortThatIsTaken() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> EmbeddedBroker.start(directory, taken.getLocalPort()))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("port " + taken.getLocalPort() + " is taken");
        }
    }

    @Test
    void isSharedByTheTestsOfAJvm() {
        assertThat(TestEngines.broker().bootstrapServers())
                .isEqualTo(TestEngines.broker().bootstrapServers());
    }

    private static void appendInTransaction(int port, String value) throws Exception {
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers",
                        "127.0.0.1:" + port,
                        "acks",
                        "all",
                        "transactional.id",
                        "test");
        try (var admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + port));
                var producer =
                        new KafkaProducer<>(
                                settings, new StringSerializer(), new StringSerializer())) {
            admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1))).all().get();
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("kept", value)).get();
            producer.commitTransaction();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("kept", "never committed")).get();
        }
    }

    private static List<String> committed(int port) {
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers",
                        "127.0.0.1:" + port,
                        "isolation.level",
                        "read_committed",
                        "auto.offset.reset",
                        "earliest");
        try (var consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            var partition = new TopicPartition("kept", 0);
            consumer.assign(List.of(partition));
            var values = new ArrayList<String>();
            long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (values.isEmpty() && System.nanoTime() < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
            }
            return values;
        }
    }
}
