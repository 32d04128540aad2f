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
 * Writes records of one partition and the position after them in one transaction. The position row
 * comes first and fences: whoever finds another value in it than expected has lost the race.
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

    /** What a transaction did. */
    record Written(Positions.Progress progress, int applied, int parked) {}

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
     * Writes records, all together; where they cannot be applied together, one by one, and those
     * that cannot be applied at all are set aside with everything their tenants say later.
     *
     * <p>Fails with {@link LostRaceException}, or with whatever may pass when it is tried again
     * from the position that the row then has.
     */
    Mono<Written> write(
            int partition,
            Positions.Progress progress,
            List<ConsumerRecord<String, byte[]>> records) {
        return inOneTransaction(partition, progress, records, null)
                .onErrorResume(
                        Faults::isPoison,
                        fault -> {
                            LOG.warn(
                                    "{} {}: {} records are applied one by one: {}",
                                    projection.name(),
                                    partition,
                                    records.size(),
                                    Faults.reason(fault));
                            return oneByOne(partition, progress, records);
                        });
    }

    private Mono<Written> oneByOne(
            int partition,
            Positions.Progress progress,
            List<ConsumerRecord<String, byte[]>> records) {
        var sum = new AtomicReference<>(new Written(progress, 0, 0));
        return Flux.fromIterable(records)
                .map(List::of)
                .concatMap(one ->
                        Mono.defer(
                                        () -> {
                                            var now = sum.get().progress();
                                            return inOneTransaction(partition, now, one, null)
                                                    .onErrorResume(
                                                            Faults::isPoison,
                                                            fault ->
                                                                    inOneTransaction(
                                                                            partition,
                                                                            now,
                                                                            one,
                                                                            Faults.reason(fault)));
                                        })
                                .doOnNext(done -> sum.updateAndGet(before -> added(before, done))))
                .then(Mono.fromSupplier(sum::get));
    }

    private static Written added(Written before, Written done) {
        return new Written(
                done.progress(),
                before.applied() + done.applied(),
                before.parked() + done.parked());
    }

    private Mono<Written> inOneTransaction(
            int partition,
            Positions.Progress progress,
            List<ConsumerRecord<String, byte[]>> records,
            @Nullable String condemned) {
        return Mono.defer(() -> {
            var batch = Batch.of(projection, partition, progress, records, condemned);
            var written = new Written(batch.after(), batch.good().size(), batch.letters().size());
            if (batch.after().next() == progress.next()) {
                return Mono.just(written);
            }
            return Mono.usingWhen(
                            database.create(),
                            connection -> transaction(partition, progress, batch, connection),
                            Connection::close)
                    .timeout(limit)
                    .then(
                            Mono.fromSupplier(() -> {
                                batch.letters().forEach(letter -> tell(partition, letter));
                                return written;
                            }));
        });
    }

    private Mono<Void> transaction(
            int partition, Positions.Progress progress, Batch<R> batch, Connection connection) {
        return Mono.from(connection.beginTransaction())
                .then(Mono.defer(() -> rows(partition, progress, batch, connection)))
                .then(Mono.defer(() -> Mono.from(connection.commitTransaction())))
                .onErrorResume(fault ->
                        Mono.from(connection.rollbackTransaction())
                                .onErrorComplete()
                                .then(Mono.error(fault)));
    }

    private Mono<Void> rows(
            int partition, Positions.Progress progress, Batch<R> batch, Connection connection) {
        return positions
                .advance(partition, progress.next(), batch.after(), connection)
                .flatMap(first -> first ? Mono.<Void>empty() : Mono.error(new LostRaceException()))
                .then(
                        Mono.defer(() ->
                                batch.good().isEmpty()
                                        ? Mono.empty()
                                        : projection.apply(partition, batch.good(), connection)))
                .then(
                        Mono.defer(() ->
                                Flux.fromIterable(batch.letters())
                                        .concatMap(letter ->
                                                positions.park(partition, letter, connection))
                                        .then()))
                .then(
                        Mono.defer(() ->
                                positions.announce(
                                        partition, batch.after().position(), connection)))
                .then(
                        Mono.defer(() ->
                                delayBeforeCommit.isZero()
                                        ? Mono.empty()
                                        : Mono.delay(delayBeforeCommit).then()));
    }

    private void tell(int partition, Positions.DeadLetter letter) {
        LOG.error(
                "{} {}@{}: {} is parked: {}",
                projection.name(),
                partition,
                letter.offset(),
                letter.tenant(),
                letter.reason());
    }
}
