package io.q2o.processors.projection;

import io.r2dbc.spi.Connection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Applies records that were set aside, in order, within a transaction that the writer began and
 * will commit: the rows, what is still set aside and the position after the order move together.
 */
final class ParkedRecords<R> {
    private static final Logger LOG = LoggerFactory.getLogger(ParkedRecords.class);
    private static final String SAVEPOINT = "parked";

    /** So many are applied together, until some of them cannot be. */
    private static final int TOGETHER = 500;

    private final Projection<R> projection;
    private final DeadLetters letters;

    ParkedRecords(Projection<R> projection, DeadLetters letters) {
        this.projection = projection;
        this.letters = letters;
    }

    /**
     * What came of an order.
     *
     * @param applied so many records of the tenant
     * @param isParked whether the tenant still is
     */
    record Redone(int applied, boolean isParked) {}

    /** Whose records are being applied, and where. */
    private record Queue(int partition, String tenant, Connection connection) {}

    /**
     * @param more whether the next ones may be applied as well
     */
    private record Step(int applied, boolean more, boolean isParked) {
        static final Step STUCK = new Step(0, false, true);
        static final Step EMPTIED = new Step(0, false, false);

        static Step forward(int applied) {
            return new Step(applied, true, true);
        }

        Step then(Step next) {
            return new Step(applied + next.applied, next.more, next.isParked);
        }
    }

    /** Carries out what was ordered for a tenant that is parked. */
    Mono<Redone> carryOut(Order order, int partition, Connection connection) {
        var queue = new Queue(partition, order.tenant(), connection);
        var begun =
                order.discards()
                        ? letters.removeOldest(
                                partition, order.tenant(), order.offset(), connection)
                        : Mono.just(true);
        return begun.flatMap(may -> {
            if (may) {
                return redo(queue);
            }
            LOG.warn(
                    "{} {}: {}@{} is not the first that is parked and is not discarded",
                    projection.name(),
                    partition,
                    order.tenant(),
                    order.offset());
            return Mono.just(new Redone(0, true));
        });
    }

    private Mono<Redone> redo(Queue queue) {
        return next(queue)
                .expand(step -> step.more() ? next(queue) : Mono.empty())
                .reduce(Step::then)
                .map(all -> new Redone(all.applied(), all.isParked()));
    }

    private Mono<Step> next(Queue queue) {
        return letters.oldest(queue.partition(), queue.tenant(), TOGETHER, queue.connection())
                .flatMap(waiting ->
                        waiting.isEmpty()
                                ? letters.release(
                                                queue.partition(),
                                                queue.tenant(),
                                                queue.connection())
                                        .thenReturn(Step.EMPTIED)
                                : apply(waiting, queue)
                                        .onErrorResume(
                                                Faults::isPoison, _ -> oneByOne(waiting, queue)));
    }

    private Mono<Step> oneByOne(List<DeadLetter.Stored> waiting, Queue queue) {
        return Flux.fromIterable(waiting)
                .concatMap(one ->
                        apply(List.of(one), queue)
                                .onErrorResume(
                                        Faults::isPoison,
                                        fault ->
                                                letters.keep(
                                                                queue.partition(),
                                                                queue.tenant(),
                                                                one.offset(),
                                                                Faults.reason(fault),
                                                                queue.connection())
                                                        .thenReturn(Step.STUCK)))
                .takeUntil(step -> !step.more())
                .reduce(Step::then);
    }

    /** Applies all of them or, failing with the reason, none. */
    private Mono<Step> apply(List<DeadLetter.Stored> waiting, Queue queue) {
        var connection = queue.connection();
        return Mono.from(connection.createSavepoint(SAVEPOINT))
                .then(Mono.defer(() -> projection.apply(read(waiting, queue), connection)))
                .then(
                        Mono.defer(() ->
                                letters.remove(
                                        queue.partition(),
                                        queue.tenant(),
                                        waiting.getLast().offset(),
                                        connection)))
                .then(Mono.defer(() -> Mono.from(connection.releaseSavepoint(SAVEPOINT))))
                .onErrorResume(fault ->
                        Mono.from(connection.rollbackTransactionToSavepoint(SAVEPOINT))
                                .then(Mono.error(fault)))
                .thenReturn(Step.forward(waiting.size()));
    }

    private List<R> read(List<DeadLetter.Stored> waiting, Queue queue) {
        return waiting.stream()
                .map(one ->
                        projection.read(
                                one.record(projection.topic(), queue.partition(), queue.tenant())))
                .toList();
    }
}
