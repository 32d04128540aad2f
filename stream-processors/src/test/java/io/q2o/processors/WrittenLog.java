package io.q2o.processors;

import static org.awaitility.Awaitility.await;

import io.q2o.engines.TestEngines;
import io.q2o.log.CloudEventHeaders;
import io.q2o.log.DataKeys;
import io.q2o.log.KafkaSettings;
import io.q2o.log.OutcomeRecord;
import io.q2o.log.ReactorKafkaCommandLog;
import io.q2o.log.SecretSettings;
import io.q2o.log.StoredRecords;
import io.q2o.log.TopicSetup;
import io.q2o.schemas.Event;
import io.q2o.schemas.Position;
import io.q2o.schemas.Sealed;
import io.q2o.schemas.Telemetry;
import io.q2o.schemas.platform.StoredTypes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * A topic of its own on a real broker, written as the decider writes: the events of a command in
 * one transaction, the last one marked.
 */
public final class WrittenLog implements AutoCloseable {
    public static final int PARTITIONS = 3;

    /** Log time of the first command; each one is a second later than the one before. */
    public static final Instant START = Instant.parse("2026-01-31T22:59:58.5Z");

    private static final String MASTER_KEY =
            Base64.getEncoder()
                    .encodeToString(
                            "a key of thirty-two bytes: 01234".getBytes(StandardCharsets.UTF_8));
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static @Nullable DataKeys keys;
    private static boolean isSetUp;

    private final String topic;
    private final KafkaSettings kafka;
    private KafkaProducer<String, byte[]> producer;
    private final long[] offsets = new long[PARTITIONS];
    private final long[] versions = new long[1];
    private final List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    private Instant now = START;

    private WrittenLog(String topic, KafkaSettings kafka) {
        this.topic = topic;
        this.kafka = kafka;
        producer = producer();
    }

    private KafkaProducer<String, byte[]> producer() {
        var settings = kafka.clientSettings("test-" + topic);
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, topic + "-" + COUNT.incrementAndGet());
        var made = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        made.initTransactions();
        return made;
    }

    /** How the broker of this JVM is reached; the platform's topics are there. */
    public static synchronized KafkaSettings kafka() {
        var settings = KafkaSettings.local(TestEngines.broker().bootstrapServers(), PARTITIONS);
        if (!isSetUp) {
            new TopicSetup(settings).run();
            isSetUp = true;
        }
        return settings;
    }

    /** Data keys of this JVM. */
    public static synchronized DataKeys keys() {
        if (keys == null) {
            keys = new DataKeys(kafka(), new SecretSettings(MASTER_KEY), "test");
            keys.start();
        }
        return keys;
    }

    public static String masterKey() {
        return MASTER_KEY;
    }

    /** A new topic. */
    public static WrittenLog empty() {
        var kafka = kafka();
        var topic = "events-" + COUNT.incrementAndGet();
        try (var admin = Admin.create(kafka.clientSettings("test"))) {
            // the records are older than brokers keep them unless told otherwise
            var kept = Map.of(TopicConfig.RETENTION_MS_CONFIG, "-1");
            admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1).configs(kept)))
                    .all()
                    .get();
        } catch (ExecutionException | InterruptedException fault) {
            throw new IllegalStateException(fault);
        }
        return on(topic);
    }

    /** A topic that is there already. */
    public static WrittenLog on(String topic) {
        return on(topic, kafka());
    }

    /** A topic on another broker. */
    public static WrittenLog on(String topic, KafkaSettings kafka) {
        return new WrittenLog(topic, kafka);
    }

    public String topic() {
        return topic;
    }

    public static int partitionOf(String key) {
        return ReactorKafkaCommandLog.partitionOf(key, PARTITIONS);
    }

    /** Seals a text with a key of the tenant. */
    public static Sealed sealed(String slug, String text) {
        return Objects.requireNonNull(
                keys().seal(slug, text).block(Duration.ofSeconds(20)), "a sealed text");
    }

    /** Forgets the keys of a tenant, until nothing that was sealed can be opened. */
    public static void forget(String slug) {
        var text = sealed(slug, "known");
        keys().forget(slug).block(Duration.ofSeconds(20));
        await().until(() -> keys().open(text).block() == null);
    }

    /** The events of one command, all of one key. */
    public Position append(Event... events) {
        var partition = partitionOf(events[0].key());
        var position = new Position(partition, offsets[partition]++);
        now = now.plusSeconds(1);
        var batch = new ArrayList<ProducerRecord<String, byte[]>>();
        for (int n = 0; n < events.length; n++) {
            batch.add(
                    new ProducerRecord<>(
                            topic,
                            partition,
                            now.toEpochMilli(),
                            events[n].key(),
                            StoredRecords.write(events[n]),
                            headers(position, n, events[n], n == events.length - 1)));
        }
        commit(batch);
        return position;
    }

    /** Removes everything that stands in a partition. */
    public void trim(int partition) {
        var all = Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(-1));
        try (var admin = Admin.create(kafka.clientSettings("test"))) {
            admin.deleteRecords(all).all().get();
        } catch (ExecutionException | InterruptedException fault) {
            throw new IllegalStateException(fault);
        }
    }

    /** Offset at which a partition begins. */
    public long start(int partition) {
        var asked = new TopicPartition(topic, partition);
        try (var admin = Admin.create(kafka.clientSettings("test"))) {
            return admin.listOffsets(Map.of(asked, OffsetSpec.earliest()))
                    .partitionResult(asked)
                    .get()
                    .offset();
        } catch (ExecutionException | InterruptedException fault) {
            throw new IllegalStateException(fault);
        }
    }

    /** From now on log time goes on from here. */
    public void at(Instant time) {
        now = time.minusSeconds(1);
    }

    /** A passing fact, as the decider notes it: neither numbered nor the last of anything. */
    public Position append(Telemetry fact) {
        var partition = partitionOf(fact.key());
        var position = new Position(partition, offsets[partition]++);
        now = now.plusSeconds(1);
        var headers = headers(position, 0, fact, false);
        headers.remove(CloudEventHeaders.TENANT_VERSION);
        commit(
                List.of(
                        new ProducerRecord<>(
                                topic,
                                partition,
                                now.toEpochMilli(),
                                fact.key(),
                                StoredRecords.write(fact),
                                headers)));
        return position;
    }

    /** A record that is no event of this build. */
    public Position append(String key, String type, byte @Nullable [] value) {
        var partition = partitionOf(key);
        var position = new Position(partition, offsets[partition]++);
        var headers = headers(position, 0, type, "tenants/" + key, true);
        commit(List.of(new ProducerRecord<>(topic, partition, null, key, value, headers)));
        return position;
    }

    public void append(OutcomeRecord outcome) {
        var partition = outcome.position().partition();
        commit(
                List.of(
                        new ProducerRecord<>(
                                topic,
                                partition,
                                null,
                                outcome.key(),
                                outcome.body(),
                                outcome.headers())));
    }

    private Headers headers(Position position, int n, Event event, boolean isFinal) {
        return headers(position, n, StoredTypes.nameOf(event.getClass()), event.subject(), isFinal);
    }

    private Headers headers(
            Position position, int n, String type, String subject, boolean isFinal) {
        var headers = new RecordHeaders();
        var values =
                Map.of(
                        CloudEventHeaders.SPEC_VERSION,
                        "1.0",
                        CloudEventHeaders.ID,
                        position.commandId() + "-" + n,
                        CloudEventHeaders.TYPE,
                        type,
                        CloudEventHeaders.SOURCE,
                        "/q2o/command-api",
                        CloudEventHeaders.SUBJECT,
                        subject,
                        CloudEventHeaders.TIME,
                        now.toString(),
                        CloudEventHeaders.POSITION,
                        position.toString(),
                        CloudEventHeaders.CORRELATION_ID,
                        "c-" + position.commandId(),
                        CloudEventHeaders.CAUSATION_ID,
                        "c-" + position.commandId(),
                        CloudEventHeaders.ACTOR,
                        "admin:test");
        values.forEach((name, value) -> CloudEventHeaders.put(headers, name, value));
        CloudEventHeaders.put(
                headers, CloudEventHeaders.TENANT_VERSION, Long.toString(++versions[0]));
        CloudEventHeaders.put(headers, CloudEventHeaders.FINAL, isFinal ? "true" : null);
        return headers;
    }

    /**
     * A broker now and then takes a commit for one of another state (partitions that were made a
     * moment ago); nothing is committed then, and another producer writes the batch anew.
     */
    private List<Future<RecordMetadata>> committed(List<ProducerRecord<String, byte[]>> batch) {
        for (int tries = 1; ; tries++) {
            try {
                producer.beginTransaction();
                var sent = batch.stream().map(producer::send).toList();
                producer.commitTransaction();
                return sent;
            } catch (InvalidTxnStateException refused) {
                producer.close(Duration.ZERO);
                if (tries == 5) {
                    throw refused;
                }
                producer = producer();
            }
        }
    }

    private void commit(List<ProducerRecord<String, byte[]>> batch) {
        var sent = committed(batch);
        for (int i = 0; i < batch.size(); i++) {
            var record = batch.get(i);
            var place = sent.get(i).resultNow();
            var bytes = record.value();
            records.add(
                    new ConsumerRecord<>(
                            topic,
                            place.partition(),
                            place.offset(),
                            place.timestamp(),
                            TimestampType.CREATE_TIME,
                            0,
                            bytes == null ? 0 : bytes.length,
                            record.key(),
                            bytes,
                            record.headers(),
                            Optional.empty()));
        }
    }

    /** What a reader of a partition gets, in order. */
    public List<ConsumerRecord<String, byte[]>> records(int partition) {
        return records.stream().filter(record -> record.partition() == partition).toList();
    }

    @Override
    public void close() {
        producer.close();
    }
}
