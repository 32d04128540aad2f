package io.q2o.log;

import io.q2o.schemas.Sealed;
import io.q2o.schemas.Topics;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Seals personal texts with data keys of their tenant and opens them again. Keys stand, wrapped by
 * the master key, in the compacted topic {@code q2o.keys} under {@code <slug>/<random>}; a key is
 * never overwritten, a tombstone forgets it. {@code <slug>/} followed by {@value #FORGOTTEN} marks
 * a tenant whose keys are to be forgotten whenever they appear.
 */
public final class DataKeys implements AutoCloseable {
    static final String FORGOTTEN = "forgotten";

    private static final Logger LOG = LoggerFactory.getLogger(DataKeys.class);

    private final byte[] master;
    private final KafkaSettings kafka;
    private final String clientId;
    private final TopicTable table;
    private final KafkaProducer<String, byte[]> producer;
    private final ConcurrentSkipListMap<String, DataKey> keys = new ConcurrentSkipListMap<>();
    private final Set<String> forgotten = ConcurrentHashMap.newKeySet();

    /** Ids of keys that are gone; since no id is used twice, they are gone for good. */
    private final Set<String> gone = ConcurrentHashMap.newKeySet();

    /** Ids of keys that another master key wrapped: of no use here, yet to be forgotten. */
    private final Set<String> locked = ConcurrentHashMap.newKeySet();

    private final Map<String, Mono<DataKey>> made = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();
    private volatile boolean forgetsLaterKeys;

    public DataKeys(KafkaSettings kafka, SecretSettings secrets, String clientId) {
        master = secrets.master();
        table = new TopicTable(Topics.KEYS, kafka, clientId, this::apply);
        this.kafka = kafka;
        this.clientId = clientId;
        var settings = kafka.clientSettings(clientId);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 5_000);
        producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    /** Begins to read {@code q2o.keys}. */
    public void start() {
        table.start();
    }

    /** From now on this process also forgets keys that appear for tenants already forgotten. */
    public void forgetLaterKeys() {
        forgetsLaterKeys = true;
        forgetWhatIsLeft();
    }

    private void forgetWhatIsLeft() {
        Stream.concat(keys.keySet().stream(), locked.stream())
                .filter(id -> forgotten.contains(slugOf(id)))
                .forEach(this::forgetInPassing);
    }

    private void apply(ConsumerRecord<String, byte[]> record) {
        var id = record.key();
        if (id == null || id.indexOf('/') < 1) {
            return;
        }
        if (id.endsWith("/" + FORGOTTEN)) {
            forgotten.add(slugOf(id));
            if (forgetsLaterKeys) {
                idsOf(slugOf(id)).forEach(this::forgetInPassing);
            }
        } else if (record.value() == null) {
            gone.add(id);
            keys.remove(id);
            locked.remove(id);
        } else if (!gone.contains(id)) {
            try {
                keys.put(id, DataKey.unwrap(id, record.value(), master));
            } catch (UnreadableRecordException foreign) {
                LOG.error("data key {} cannot be unwrapped with q2o.secrets.master-key", id);
                locked.add(id);
            }
            if (forgetsLaterKeys && forgotten.contains(slugOf(id))) {
                forgetInPassing(id);
            }
        }
    }

    /** Whatever is not forgotten by this, since the broker is away, is so with the next tick. */
    private void forgetInPassing(String id) {
        producer.send(
                new ProducerRecord<>(Topics.KEYS, id, null),
                (_, fault) -> {
                    if (fault != null) {
                        LOG.warn("data key {} is forgotten later: {}", id, fault.toString());
                    }
                });
    }

    /**
     * Seals a text with a key of the tenant; the first time this makes one and waits until it is
     * durable.
     */
    public Mono<Sealed> seal(String slug, String text) {
        return table.caughtUp().then(keyFor(slug)).map(key -> key.seal(text));
    }

    /** Seals a text that may be missing. */
    public Mono<Optional<Sealed>> sealOptional(String slug, @Nullable String text) {
        return text == null ? Mono.just(Optional.empty()) : seal(slug, text).map(Optional::of);
    }

    private Mono<DataKey> keyFor(String slug) {
        return Mono.defer(() -> {
            var known = of(slug);
            return known.isEmpty()
                    ? made.computeIfAbsent(
                            slug, _ -> make(slug).doFinally(_ -> made.remove(slug)).cache())
                    : Mono.just(known.firstEntry().getValue());
        });
    }

    private Set<String> idsOf(String slug) {
        var ids = new TreeSet<>(of(slug).keySet());
        locked.stream().filter(id -> slugOf(id).equals(slug)).forEach(ids::add);
        return ids;
    }

    private ConcurrentSkipListMap<String, DataKey> of(String slug) {
        return new ConcurrentSkipListMap<>(keys.subMap(slug + "/", slug + "0"));
    }

    private Mono<DataKey> make(String slug) {
        return Mono.defer(() -> {
            var bytes = new byte[32];
            random.nextBytes(bytes);
            var name = new byte[8];
            random.nextBytes(name);
            var key = new DataKey(slug + "/" + HexFormat.of().formatHex(name), bytes);
            return append(key.id(), key.wrap(master))
                    .then(
                            Mono.fromSupplier(() -> {
                                keys.putIfAbsent(key.id(), key);
                                if (gone.contains(key.id())) {
                                    keys.remove(key.id());
                                }
                                return key;
                            }));
        });
    }

    private Mono<Void> append(String key, byte @Nullable [] value) {
        return Mono.<Void>fromCompletionStage(
                        () -> {
                            var done = new CompletableFuture<Void>();
                            producer.send(
                                    new ProducerRecord<>(Topics.KEYS, key, value),
                                    (_, fault) -> {
                                        if (fault == null) {
                                            done.complete(null);
                                        } else {
                                            done.completeExceptionally(
                                                    new LogUnavailableException(
                                                            "a data key could not be written"));
                                        }
                                    });
                            return done;
                        })
                .subscribeOn(Schedulers.boundedElastic());
    }

    /**
     * Opens a sealed text; empty when its key is forgotten. A key that is not known yet is looked
     * for to the present end of {@code q2o.keys} first.
     */
    public Mono<String> open(Sealed sealed) {
        return Mono.defer(() -> {
            var known = keys.get(sealed.key());
            if (known != null) {
                return Mono.just(known.open(sealed));
            }
            if (gone.contains(sealed.key())) {
                return Mono.empty();
            }
            return table.reachEnd().then(Mono.fromSupplier(() -> openOrMiss(sealed)));
        });
    }

    private @Nullable String openOrMiss(Sealed sealed) {
        var key = keys.get(sealed.key());
        if (key == null) {
            // whoever seals has its key on the topic before, so it will not come later
            gone.add(sealed.key());
            return null;
        }
        return key.open(sealed);
    }

    /**
     * Forgets every key of a tenant, for good: completes when the tombstones are durable. May be
     * repeated.
     */
    public Mono<Void> forget(String slug) {
        return append(slug + "/" + FORGOTTEN, new byte[] {1})
                .then(table.reachEnd())
                .then(
                        Flux.defer(() -> Flux.fromIterable(idsOf(slug)))
                                .concatMap(id -> append(id, null))
                                .then());
    }

    /**
     * Appends a record that means nothing to each partition of this topic and of the decider's
     * changelog: segments roll, and so compaction forgets for good, only when something is
     * appended. What could not be forgotten so far is tried again.
     */
    public Mono<Void> tick() {
        return Mono.fromRunnable(
                        () -> {
                            if (forgetsLaterKeys) {
                                forgetWhatIsLeft();
                            }
                            tick(Topics.KEYS, new byte[] {0});
                            // for the decider, the tombstone of an entry that it never had
                            tick(TopicSetup.CHANGELOG, null);
                        })
                .subscribeOn(Schedulers.boundedElastic())
                .then();
    }

    private void tick(String topic, byte @Nullable [] value) {
        partitionsOf(topic)
                .forEach(partition ->
                        producer.send(
                                new ProducerRecord<>(topic, partition.partition(), "tick", value)));
    }

    /** Asked of an admin client, since brokers may make the topics that producers ask for. */
    private List<TopicPartitionInfo> partitionsOf(String topic) {
        try (var brokers = new BrokerAdmin(kafka, clientId + "-topics")) {
            return brokers
                    .ask(admin -> admin.describeTopics(List.of(topic)).allTopicNames())
                    .values()
                    .stream()
                    .flatMap(found -> found.partitions().stream())
                    .toList();
        } catch (BrokerException missing) {
            LOG.info("{} gets no tick this time: {}", topic, missing.getMessage());
            return List.of();
        }
    }

    private static String slugOf(String id) {
        return id.substring(0, id.indexOf('/'));
    }

    @Override
    public void close() {
        table.close();
        producer.close();
    }
}
