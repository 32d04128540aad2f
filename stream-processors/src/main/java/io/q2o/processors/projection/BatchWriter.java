package io.q2o.processors.projection;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Writes records and the positions after them in one transaction. The position rows come first and
 * fence: whoever finds another value in one than expected has lost the race. Their change also
 * tells listeners on the channel {@code q2o_position}, which hear of it when it is committed.
 */
final class BatchWriter<R> {
    private static final Logger LOG = LoggerFactory.getLogger(BatchWriter.class);
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Projection<R> projection;
    private final ConnectionFactory database;
    private final Positions positions;
    private final Duration delayBeforeCommit;
    private final Duration limit;

    BatchWriter(Projection<R> projection, ConnectionFactory database, ProjectionSettings settings) {
        this.projection = projection;
        this.database = database;
        positions = new Positions(projection.name());
        delayBeforeCommit = settings.delayBeforeCommit();
        limit = LIMIT.plus(delayBeforeCommit);
    }

    /**
     * What was polled of one partition.
     *
     * @param progress where its row is expected to be
     */
    record Part(
            int partition,
            Positions.Progress progress,
            List<ConsumerRecord<String, byte[]>> records) {}

    /** What a transaction did for one partition. */
    record Written(int partition, Positions.Progress progress, int applied, int parked) {}

    /** The position row is not where this writer left it. */
    static final class LostRaceException extends RuntimeException {
        private static final long serialVersionUID = 1;

        LostRaceException() {
            super("the position has moved", null, false, false);
        }
    }

    /** Where a partition stands; makes its row if there is none. */
    Mono<Positions.Progress> standing(int partition) {
        return Mono.usingWhen(
                        database.create(),
                        connection -> positions.read(partition, connection),
                        Connection::close)
                .timeout(LIMIT);
    }

    /**
     * Writes the records of several partitions in one transaction. Fails with {@link
     * LostRaceException} or poison even if just one partition is concerned: each is then to be
     * written by itself.
     */
    Mono<List<Written>> writeTogether(List<Part> parts) {
        return inOneTransaction(parts, null);
    }

    /**
     * Writes records of one partition, all together; where they cannot be applied together, one by
     * one, and those that cannot be applied at all are set aside with everything their tenants say
     * later.
     *
     * <p>Fails with {@link LostRaceException}, or with whatever may pass when it is tried again
     * from the position that the row then has.
     */
    Mono<Written> write(Part part) {
        return alone(part, null)
                .onErrorResume(
                        Faults::isPoison,
                        fault -> {
                            LOG.warn(
                                    "{} {}: {} records are applied one by one: {}",
                                    projection.name(),
                                    part.partition(),
                                    part.records().size(),
                                    Faults.reason(fault));
                            return oneByOne(part);
                        });
    }

    private Mono<Written> oneByOne(Part part) {
        var sum = new AtomicReference<>(new Written(part.partition(), part.progress(), 0, 0));
        return Flux.fromIterable(part.records())
                .map(List::of)
                .concatMap(one ->
                        Mono.defer(
                                        () -> {
                                            var next =
                                                    new Part(
                                                            part.partition(),
                                                            sum.get().progress(),
                                                            one);
                                            return alone(next, null)
                                                    .onErrorResume(
                                                            Faults::isPoison,
                                                            fault ->
                                                                    alone(
                                                                            next,
                                                                            Faults.reason(fault)));
                                        })
                                .doOnNext(done -> sum.updateAndGet(before -> added(before, done))))
                .then(Mono.fromSupplier(sum::get));
    }

    private static Written added(Written before, Written done) {
        return new Written(
                done.partition(),
                done.progress(),
                before.applied() + done.applied(),
                before.parked() + done.parked());
    }

    private Mono<Written> alone(Part part, @Nullable String condemned) {
        return inOneTransaction(List.of(part), condemned).map(List::getFirst);
    }

    private Mono<List<Written>> inOneTransaction(List<Part> parts, @Nullable String condemned) {
        return Mono.defer(() -> {
            var batches =
                    parts.stream().map(part -> Batch.of(projection, part, condemned)).toList();
            var written = batches.stream().map(Batch::written).toList();
            var moving = batches.stream().filter(Batch::isMoving).toList();
            if (moving.isEmpty()) {
                return Mono.just(written);
            }
            return Mono.usingWhen(
                            database.create(),
                            connection -> transaction(moving, connection),
                            Connection::close)
                    .timeout(limit)
                    .then(
                            Mono.fromSupplier(() -> {
                                moving.forEach(this::tell);
                                return written;
                            }));
        });
    }

    private Mono<Void> transaction(List<Batch<R>> batches, Connection connection) {
        return Mono.from(connection.beginTransaction())
                .then(Mono.defer(() -> rows(batches, connection)))
                .then(Mono.defer(() -> Mono.from(connection.commitTransaction())))
                .onErrorResume(fault ->
                        Mono.from(connection.rollbackTransaction())
                                .onErrorComplete()
                                .then(Mono.error(fault)));
    }

    private Mono<Void> rows(List<Batch<R>> batches, Connection connection) {
        var good = batches.stream().flatMap(batch -> batch.good().stream()).toList();
        return positions
                .advance(batches.stream().map(Batch::step).toList(), connection)
                .flatMap(first -> first ? Mono.<Void>empty() : Mono.error(new LostRaceException()))
                .then(
                        Mono.defer(() ->
                                good.isEmpty() ? Mono.empty() : projection.apply(good, connection)))
                .then(Mono.defer(() -> park(batches, connection)))
                .then(
                        Mono.defer(() ->
                                delayBeforeCommit.isZero()
                                        ? Mono.empty()
                                        : Mono.delay(delayBeforeCommit).then()));
    }

    private Mono<Void> park(List<Batch<R>> batches, Connection connection) {
        return Flux.fromIterable(batches)
                .concatMap(batch ->
                        Flux.fromIterable(batch.letters())
                                .concatMap(letter ->
                                        positions.park(batch.partition(), letter, connection)))
                .then();
    }

    private void tell(Batch<R> batch) {
        for (var letter : batch.letters()) {
            LOG.error(
                    "{} {}@{}: {} is parked: {}",
                    projection.name(),
                    batch.partition(),
                    letter.offset(),
                    letter.tenant(),
                    letter.reason());
        }
    }
}
