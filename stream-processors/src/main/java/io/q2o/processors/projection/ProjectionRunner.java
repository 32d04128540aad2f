package io.q2o.processors.projection;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.q2o.log.CloudEventHeaders;
import io.q2o.log.KafkaSettings;
import io.q2o.log.UnreadableRecordException;
import io.q2o.schemas.Position;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.R2dbcException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Runs one projection: polls committed records, and writes those of each partition with their
 * position in one transaction. The position row fences: whoever finds another value in it than it
 * expected has lost the race, forgets what it read and goes on from there, as long as the group
 * still assigns the partition to it. Kafka's own offsets play no part.
 *
 * <p>Records that cannot be applied park their tenant; whatever else goes wrong is tried again
 * until it succeeds.
 */
public final class ProjectionRunner<R> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProjectionRunner.class);
    private static final Duration STATEMENTS = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration POLL = Duration.ofSeconds(1);

    private final Projection<R> projection;
    private final Positions positions;
    private final ConnectionFactory database;
    private final ProjectionSettings settings;
    private final Map<String, Object> client;
    private final MeterRegistry meters;
    private final Map<TopicPartition, Positions.@Nullable Progress> assigned = new HashMap<>();
    private final Thread thread;
    private volatile @Nullable KafkaConsumer<String, byte[]> consumer;
    private volatile boolean closed;
    private volatile @Nullable String trouble;

    ProjectionRunner(
            Projection<R> projection,
            KafkaSettings kafka,
            ConnectionFactory database,
            ProjectionSettings settings,
            MeterRegistry meters) {
        this.projection = projection;
        this.database = database;
        this.settings = settings;
        this.meters = meters;
        positions = new Positions(projection.name());
        client = kafka.clientSettings("q2o-projection-" + projection.name());
        client.put(ConsumerConfig.GROUP_ID_CONFIG, "q2o-projection-" + projection.name());
        client.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        client.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        client.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        client.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, settings.batch());
        client.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000);
        client.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_500);
        client.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        client.put(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                CooperativeStickyAssignor.class.getName());
        thread =
                Thread.ofPlatform()
                        .daemon()
                        .name("projection-" + projection.name())
                        .unstarted(this::run);
    }

    /** Begins to project. */
    public void start() {
        thread.start();
    }

    /** Why nothing is projected at present, null while all is well. */
    public @Nullable String trouble() {
        return trouble;
    }

    /** Stored name of the projection. */
    public String name() {
        return projection.name();
    }

    private void run() {
        while (!closed) {
            try (var reader =
                    new KafkaConsumer<>(
                            client, new StringDeserializer(), new ByteArrayDeserializer())) {
                consumer = reader;
                reader.subscribe(List.of(projection.topic()), new Assignment());
                while (!closed) {
                    takeUp(reader);
                    project(reader, readRecords(reader));
                }
            } catch (WakeupException | InterruptException stop) {
                LOG.debug("{} stops", projection.name());
            } catch (KafkaException fault) {
                trouble = "Kafka: " + fault.getMessage();
                LOG.warn("{} starts anew: {}", projection.name(), fault.toString());
                rest();
            } finally {
                consumer = null;
                assigned.clear();
            }
        }
    }

    /** Only remembers what changed: positions are read between polls, where a failure can wait. */
    private final class Assignment implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> added) {
            added.forEach(partition -> assigned.put(partition, null));
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> taken) {
            taken.forEach(assigned::remove);
        }
    }

    private Map<TopicPartition, List<ConsumerRecord<String, byte[]>>> readRecords(
            KafkaConsumer<String, byte[]> reader) {
        var polled = reader.poll(assigned.containsValue(null) ? PAUSE : POLL);
        var byPartition = new HashMap<TopicPartition, List<ConsumerRecord<String, byte[]>>>();
        for (var partition : polled.partitions()) {
            byPartition.put(partition, polled.records(partition));
        }
        return byPartition;
    }

    /** Reads the positions of partitions that are new or in doubt and goes on from there. */
    private void takeUp(KafkaConsumer<String, byte[]> reader) {
        for (var partition : Set.copyOf(assigned.keySet())) {
            if (assigned.get(partition) != null) {
                continue;
            }
            try {
                var progress =
                        Flux.usingWhen(
                                        database.create(),
                                        connection ->
                                                positions.read(partition.partition(), connection),
                                        Connection::close)
                                .single()
                                .block(STATEMENTS);
                assigned.put(partition, progress);
                if (progress != null) {
                    reader.seek(partition, progress.next());
                    reader.resume(List.of(partition));
                }
            } catch (RuntimeException fault) {
                reader.pause(List.of(partition));
                inTrouble(fault);
                rest();
            }
        }
    }

    private void project(
            KafkaConsumer<String, byte[]> reader,
            Map<TopicPartition, List<ConsumerRecord<String, byte[]>>> polled) {
        for (var entry : polled.entrySet()) {
            var progress = assigned.get(entry.getKey());
            if (progress == null || closed) {
                continue;
            }
            try {
                assigned.put(entry.getKey(), applied(entry.getKey(), progress, entry.getValue()));
                trouble = null;
            } catch (LostRaceException other) {
                LOG.info("{} {}: another writer was first", projection.name(), entry.getKey());
                meters.counter("q2o.projection.fenced", tags()).increment();
                assigned.put(entry.getKey(), null);
            } catch (RuntimeException fault) {
                inTrouble(fault);
                assigned.put(entry.getKey(), null);
                rest();
            }
            reader.currentLag(entry.getKey())
                    .ifPresent(lag -> meters.summary("q2o.projection.lag", tags()).record(lag));
        }
    }

    private Tags tags() {
        return Tags.of("projection", projection.name());
    }

    /** One partition's records of one poll; where they cannot be applied together, one by one. */
    private Positions.Progress applied(
            TopicPartition partition,
            Positions.Progress progress,
            List<ConsumerRecord<String, byte[]>> records) {
        try {
            return write(partition, progress, records, Map.of());
        } catch (RuntimeException fault) {
            if (!isPoison(fault)) {
                throw fault;
            }
            LOG.warn(
                    "{} {}: records are applied one by one: {}",
                    projection.name(),
                    partition,
                    reason(fault));
        }
        var now = progress;
        for (var record : records) {
            try {
                now = write(partition, now, List.of(record), Map.of());
            } catch (RuntimeException fault) {
                if (!isPoison(fault)) {
                    throw fault;
                }
                now =
                        write(
                                partition,
                                now,
                                List.of(record),
                                Map.of(record.offset(), reason(fault)));
            }
        }
        return now;
    }

    private static String reason(Throwable fault) {
        var cause = Exceptions.unwrap(fault);
        return cause instanceof R2dbcException sql
                ? "SQLSTATE " + sql.getSqlState()
                : cause.getClass().getSimpleName();
    }

    /** Whether it is the records that are at fault, and trying again would change nothing. */
    private static boolean isPoison(Throwable fault) {
        return switch (Exceptions.unwrap(fault)) {
            case LostRaceException _ -> false;
            case R2dbcException sql -> {
                var state = String.valueOf(sql.getSqlState());
                yield state.startsWith("22") || state.startsWith("23");
            }
            case PoisonException _ -> true;
            default -> false;
        };
    }

    private record Sorted<R>(
            List<R> good,
            List<Positions.DeadLetter> letters,
            Set<String> parked,
            long next,
            long position) {}

    /**
     * @param condemned reasons of records that are known to be poison, by offset
     */
    private Positions.Progress write(
            TopicPartition partition,
            Positions.Progress progress,
            List<ConsumerRecord<String, byte[]>> records,
            Map<Long, String> condemned) {
        var sorted = sort(progress, records, condemned);
        if (sorted.next() == progress.next()) {
            return progress;
        }
        var number = partition.partition();
        var done =
                Mono.usingWhen(
                                database.create(),
                                connection ->
                                        Mono.from(connection.beginTransaction())
                                                .then(
                                                        transaction(
                                                                number,
                                                                progress,
                                                                sorted,
                                                                connection))
                                                .then(Mono.from(connection.commitTransaction()))
                                                .thenReturn(true)
                                                .onErrorResume(fault ->
                                                        Mono.from(connection.rollbackTransaction())
                                                                .onErrorComplete()
                                                                .then(Mono.error(fault))),
                                Connection::close)
                        .timeout(STATEMENTS.plus(settings.delayBeforeCommit()));
        done.block();
        meters.summary("q2o.projection.batch", tags()).record(records.size());
        return new Positions.Progress(sorted.next(), sorted.position(), sorted.parked());
    }

    private Sorted<R> sort(
            Positions.Progress progress,
            List<ConsumerRecord<String, byte[]>> records,
            Map<Long, String> condemned) {
        var good = new ArrayList<R>(records.size());
        var letters = new ArrayList<Positions.DeadLetter>();
        var parked = new HashSet<>(progress.parked());
        var next = progress.next();
        var position = progress.position();
        for (var record : records) {
            if (record.offset() < progress.next()) {
                continue;
            }
            next = record.offset() + 1;
            var tenant = String.valueOf(record.key());
            var reason = condemned.get(record.offset());
            if (reason == null && parked.contains(tenant)) {
                reason = "its tenant is parked";
            }
            R read = null;
            if (reason == null) {
                try {
                    read = projection.read(record);
                } catch (UnreadableRecordException fault) {
                    reason = String.valueOf(fault.getMessage());
                }
            }
            if (read != null) {
                good.add(read);
                var reached = projection.reachedWith(read);
                position = reached == null ? position : Math.max(position, reached.offset());
            } else {
                parked.add(tenant);
                position = Math.max(position, positionOf(record, position));
                letters.add(letter(record, tenant, String.valueOf(reason), position));
            }
        }
        return new Sorted<>(good, letters, parked, next, position);
    }

    /** A record that is set aside counts as reached; readers are told that its tenant is parked. */
    private static long positionOf(ConsumerRecord<String, byte[]> record, long unlessKnown) {
        var text = CloudEventHeaders.text(record.headers(), CloudEventHeaders.POSITION);
        try {
            return text == null ? unlessKnown : Position.parse(text).offset();
        } catch (IllegalArgumentException malformed) {
            return unlessKnown;
        }
    }

    private Positions.DeadLetter letter(
            ConsumerRecord<String, byte[]> record, String tenant, String reason, long position) {
        LOG.error(
                "{} {}-{}@{}: {} is parked: {}",
                projection.name(),
                record.topic(),
                record.partition(),
                record.offset(),
                tenant,
                reason);
        meters.counter("q2o.projection.parked", tags()).increment();
        return new Positions.DeadLetter(
                record.offset(),
                tenant,
                CloudEventHeaders.text(record.headers(), CloudEventHeaders.TYPE),
                reason,
                record.value(),
                position);
    }

    private Mono<Void> transaction(
            int partition, Positions.Progress progress, Sorted<R> sorted, Connection connection) {
        var delay = settings.delayBeforeCommit();
        return positions
                .advance(partition, progress.next(), sorted.next(), sorted.position(), connection)
                .flatMap(first -> first ? Mono.<Void>empty() : Mono.error(new LostRaceException()))
                .then(
                        Mono.defer(() ->
                                sorted.good().isEmpty()
                                        ? Mono.empty()
                                        : projection.apply(partition, sorted.good(), connection)))
                .then(
                        Mono.defer(() ->
                                Flux.fromIterable(sorted.letters())
                                        .concatMap(letter ->
                                                positions.park(partition, letter, connection))
                                        .then()))
                .then(
                        Mono.defer(
                                () -> positions.announce(partition, sorted.position(), connection)))
                .then(Mono.defer(() -> delay.isZero() ? Mono.empty() : Mono.delay(delay).then()));
    }

    /** The position row is not where this runner left it. */
    private static final class LostRaceException extends RuntimeException {
        private static final long serialVersionUID = 1;

        LostRaceException() {
            super("the position has moved", null, false, false);
        }
    }

    private void inTrouble(Throwable fault) {
        var cause = Exceptions.unwrap(fault);
        var before = trouble;
        trouble =
                cause instanceof TimeoutException
                        ? "PostgreSQL does not answer"
                        : cause.getClass().getSimpleName() + ": " + cause.getMessage();
        if (before == null) {
            LOG.warn("{} tries again until it succeeds", projection.name(), cause);
        }
    }

    private void rest() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    /** Finishes the batch under way. */
    @Override
    public void close() {
        closed = true;
        var reader = consumer;
        if (reader != null) {
            reader.wakeup();
        }
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
