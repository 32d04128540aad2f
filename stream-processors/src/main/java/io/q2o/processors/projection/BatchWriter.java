package io.q2o.processors.projection;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
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

    /** What a tenant said while it was parked is applied within this time. */
    private static final Duration LONG_LIMIT = Duration.ofMinutes(2);

    private final Projection<R> projection;
    private final ConnectionFactory database;
    private final Positions positions;
    private final DeadLetters letters;
    private final ParkedRecords<R> parked;
    private final Duration delayBeforeCommit;

    BatchWriter(Projection<R> projection, ConnectionFactory database, ProjectionSettings settings) {
        this.projection = projection;
        this.database = database;
        positions = new Positions(projection);
        letters = new DeadLetters(projection);
        parked = new ParkedRecords<>(projection, letters);
        delayBeforeCommit = settings.delayBeforeCommit();
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
     * Whether these records may be written together with those of other partitions: an order about
     * parked records is carried out by itself.
     */
    boolean mayBeTogether(Part part) {
        return part.records().stream()
                .allMatch(record -> Order.in(record, projection.name()) == null);
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
     * Writes records of one partition: all of them together up to an order about parked records and
     * after it, the order by itself. Where records cannot be applied together, one by one, and
     * those that cannot be applied at all are set aside with everything their tenants say later.
     *
     * <p>Fails with {@link LostRaceException}, or with whatever may pass when it is tried again
     * from the position that the row then has.
     */
    Mono<Written> write(Part part) {
        return inTurn(part, Order.apart(part.records(), projection.name()), this::writePiece);
    }

    private Mono<Written> writePiece(Part piece) {
        var first = piece.records().getFirst();
        var order = Order.in(first, projection.name());
        return order != null
                        && first.offset() >= piece.progress().next()
                        && piece.progress().parked().contains(order.tenant())
                ? carryOut(order, piece, first)
                : allOrOneByOne(piece);
    }

    private Mono<Written> carryOut(Order order, Part part, ConsumerRecord<String, byte[]> record) {
        var partition = part.partition();
        var before = part.progress();
        var position = Batch.positionOf(record, partition, before.position());
        var step = new Positions.Step(partition, before.next(), record.offset() + 1, position);
        return transaction(
                        List.of(step),
                        connection -> parked.carryOut(order, partition, connection),
                        LONG_LIMIT)
                .map(redone -> {
                    LOG.info(
                            "{} {}: {} records of {} that were parked are applied, it is {}",
                            projection.name(),
                            partition,
                            redone.applied(),
                            order.tenant(),
                            redone.isParked() ? "still parked" : "parked no longer");
                    return new Written(
                            partition,
                            new Positions.Progress(
                                    step.next(),
                                    Math.max(before.position(), position),
                                    redone.isParked()
                                            ? before.parked()
                                            : without(before.parked(), order.tenant())),
                            redone.applied() + 1,
                            0);
                });
    }

    private static Set<String> without(Set<String> parked, String tenant) {
        var fewer = new HashSet<>(parked);
        fewer.remove(tenant);
        return fewer;
    }

    private Mono<Written> allOrOneByOne(Part part) {
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
                            return inTurn(
                                    part,
                                    part.records().stream().map(List::of).toList(),
                                    this::writeOne);
                        });
    }

    private Mono<Written> writeOne(Part one) {
        return alone(one, null)
                .onErrorResume(Faults::isPoison, fault -> alone(one, Faults.reason(fault)));
    }

    /** Writes pieces of what was polled, each from where the one before it has got. */
    private static Mono<Written> inTurn(
            Part part,
            List<List<ConsumerRecord<String, byte[]>>> pieces,
            Function<Part, Mono<Written>> write) {
        var sum = new AtomicReference<>(new Written(part.partition(), part.progress(), 0, 0));
        return Flux.fromIterable(pieces)
                .concatMap(piece ->
                        Mono.defer(() ->
                                        write.apply(
                                                new Part(
                                                        part.partition(),
                                                        sum.get().progress(),
                                                        piece)))
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
            return transaction(
                            moving.stream().map(Batch::step).toList(),
                            connection -> rows(moving, connection).thenReturn(written),
                            LIMIT)
                    .doOnNext(_ -> moving.forEach(this::tell));
        });
    }

    /** Moves on and writes rows; what they come to is told when both are committed. */
    private <T> Mono<T> transaction(
            List<Positions.Step> steps, Function<Connection, Mono<T>> rows, Duration limit) {
        return Mono.usingWhen(
                        database.create(),
                        connection ->
                                Mono.from(connection.beginTransaction())
                                        .then(Mono.defer(() -> moveOn(steps, connection)))
                                        .then(Mono.defer(() -> rows.apply(connection)))
                                        .delayUntil(_ ->
                                                delayBeforeCommit.isZero()
                                                        ? Mono.empty()
                                                        : Mono.delay(delayBeforeCommit))
                                        .delayUntil(_ -> connection.commitTransaction())
                                        .onErrorResume(fault ->
                                                Mono.from(connection.rollbackTransaction())
                                                        .onErrorComplete()
                                                        .then(Mono.error(fault))),
                        Connection::close)
                .timeout(limit.plus(delayBeforeCommit));
    }

    private Mono<Void> moveOn(List<Positions.Step> steps, Connection connection) {
        return positions
                .advance(steps, connection)
                .flatMap(first -> first ? Mono.empty() : Mono.error(new LostRaceException()));
    }

    private Mono<Void> rows(List<Batch<R>> batches, Connection connection) {
        var good = batches.stream().flatMap(batch -> batch.good().stream()).toList();
        return (good.isEmpty() ? Mono.<Void>empty() : projection.apply(good, connection))
                .then(Mono.defer(() -> setAside(batches, connection)));
    }

    private Mono<Void> setAside(List<Batch<R>> batches, Connection connection) {
        return Flux.fromIterable(batches)
                .concatMap(batch ->
                        Flux.fromIterable(batch.letters())
                                .concatMap(letter ->
                                        letters.add(batch.partition(), letter, connection)))
                .then();
    }

    private void tell(Batch<R> batch) {
        for (var letter : batch.letters()) {
            LOG.error(
                    "{} {}@{}: a record of {} is set aside: {}",
                    projection.name(),
                    batch.partition(),
                    letter.offset(),
                    letter.tenant(),
                    letter.reason());
        }
    }
}
