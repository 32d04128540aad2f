package io.q2o.log;

import io.q2o.schemas.Position;
import io.q2o.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.kafka.sender.KafkaSender;
import reactor.kafka.sender.SenderOptions;
import reactor.kafka.sender.SenderRecord;

/**
 * Appends with an idempotent producer that never waits for more: a lone caller waits for one round
 * trip, and what arrives during one leaves together in the next. While the broker does not
 * acknowledge, new commands are refused before they are handed over, and one at a time tries
 * whether it is back.
 */
public final class ReactorKafkaCommandLog implements CommandLog, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReactorKafkaCommandLog.class);

    private final KafkaSender<String, byte[]> sender;
    private final KafkaSettings settings;
    private final int most;
    private final long stalledNanos;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicReference<@Nullable String> suspicion = new AtomicReference<>();
    private volatile long lastProgress = System.nanoTime();

    /**
     * @param most records in flight at once; more are refused
     * @param stalled after so long without an acknowledgement the broker counts as away
     */
    public ReactorKafkaCommandLog(
            KafkaSettings settings, String clientId, int most, Duration stalled) {
        this.settings = settings;
        this.most = most;
        this.stalledNanos = stalled.toNanos();
        var producer = settings.clientSettings(clientId);
        producer.put(ProducerConfig.ACKS_CONFIG, "all");
        producer.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        producer.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        // what comes meanwhile goes together in the next request, and nothing overtakes a retry
        producer.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        producer.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
        producer.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 2_000);
        producer.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000);
        producer.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 8_000);
        producer.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, Integer.MAX_VALUE);
        producer.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        var options =
                SenderOptions.<String, byte[]>create(producer)
                        .withKeySerializer(new StringSerializer())
                        .withValueSerializer(new ByteArraySerializer())
                        .maxInFlight(most)
                        .stopOnError(false);
        sender = KafkaSender.create(options);
    }

    @Override
    public Mono<Position> append(CommandRecord command) {
        // a caller who leaves early takes nothing back: what is under way still counts
        return appended(command).cache();
    }

    private Mono<Position> appended(CommandRecord command) {
        return Mono.defer(() -> {
            var key = command.command().key();
            var partition = partitionOf(key, settings.partitions());
            var record =
                    new ProducerRecord<String, byte[]>(
                            Topics.COMMANDS,
                            partition,
                            null,
                            key,
                            StoredRecords.write(command.command()),
                            command.headers(settings.positionBase()));
            enter();
            return sender.send(Mono.just(SenderRecord.create(record, null)))
                    .next()
                    .flatMap(result -> {
                        if (result.exception() == null) {
                            progressed();
                            return Mono.just(
                                    new Position(
                                            partition,
                                            result.recordMetadata().offset()
                                                    + settings.positionBase()));
                        }
                        return Mono.error(judged(result.exception()));
                    })
                    .onErrorMap(
                            fault ->
                                    !(fault instanceof LogUnavailableException
                                            || fault instanceof AppendUncertainException),
                            this::judged)
                    .doFinally(_ -> inFlight.decrementAndGet());
        });
    }

    private void enter() {
        var before = inFlight.getAndIncrement();
        if (before == 0 && suspicion.get() == null) {
            lastProgress = System.nanoTime();
        }
        if (before > 0 && System.nanoTime() - lastProgress > stalledNanos) {
            suspect("the broker does not acknowledge");
        }
        var suspected = suspicion.get();
        if (suspected != null && before > 0) {
            inFlight.decrementAndGet();
            throw new LogUnavailableException(suspected);
        }
        if (before >= most) {
            inFlight.decrementAndGet();
            throw new LogUnavailableException("too many commands are on their way");
        }
    }

    private void progressed() {
        lastProgress = System.nanoTime();
        if (suspicion.get() != null && suspicion.getAndSet(null) != null) {
            LOG.info("the broker acknowledges commands again");
        }
    }

    private void suspect(String reason) {
        if (suspicion.getAndSet(reason) == null) {
            LOG.warn("commands are refused: {}", reason);
        }
    }

    private RuntimeException judged(Throwable fault) {
        if (fault instanceof BufferExhaustedException) {
            suspect("the producer's buffer is full");
            return new LogUnavailableException("the producer's buffer is full");
        }
        if (fault instanceof org.apache.kafka.common.errors.TimeoutException
                || fault instanceof TimeoutException) {
            suspect("the broker does not acknowledge");
        }
        return new AppendUncertainException(fault);
    }

    /** Why commands are refused at present, null while they are taken. */
    public @Nullable String refusing() {
        var reason = suspicion.get();
        if (reason == null
                && inFlight.get() > 0
                && System.nanoTime() - lastProgress > stalledNanos) {
            return "the broker does not acknowledge";
        }
        return reason;
    }

    /**
     * The partition of a record key: that of the entity it names, else the one that Kafka's own
     * partitioner chooses.
     */
    public static int partitionOf(String key, int partitions) {
        var entity = Topics.entityOf(key);
        if (entity > 0) {
            return Position.ofEntity(entity).partition();
        }
        return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % partitions;
    }

    /** Hands over nothing more and waits for what is under way. */
    @Override
    public void close() {
        sender.close();
    }
}
