package io.q2o.processors.projection;

import io.q2o.processors.projection.BatchWriter.LostRaceException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Writes what was polled at once: few records in one transaction, many by partition. */
final class RoundWriter {
    /** Stays below the time after which the group takes partitions from a silent member. */
    private static final Duration LONGEST = Duration.ofMinutes(4);

    /** Partitions written at the same time, each in a transaction of its own. */
    private static final int AT_ONCE = 4;

    /**
     * So few records are written in one transaction whatever their partitions: the round trips cost
     * more than the rows. Beyond, what several connections do at once is worth more.
     */
    private static final int TOGETHER = 500;

    private final BatchWriter<?> writer;

    RoundWriter(BatchWriter<?> writer) {
        this.writer = writer;
    }

    /**
     * What became of one part.
     *
     * @param written null if it was not
     * @param fault why not, null if it was
     */
    record Outcome(
            int partition, BatchWriter.@Nullable Written written, @Nullable Throwable fault) {}

    /** One outcome for each part, in any order. Blocks. */
    List<Outcome> write(List<BatchWriter.Part> parts) {
        var outcomes = (mayBeTogether(parts) ? together(parts) : apart(parts)).block(LONGEST);
        return outcomes == null ? List.of() : outcomes;
    }

    private boolean mayBeTogether(List<BatchWriter.Part> parts) {
        return parts.size() > 1
                && parts.stream().mapToInt(part -> part.records().size()).sum() <= TOGETHER
                && parts.stream().allMatch(writer::mayBeTogether);
    }

    private Mono<List<Outcome>> together(List<BatchWriter.Part> parts) {
        return writer.writeTogether(parts)
                .map(all -> all.stream().map(RoundWriter::done).toList())
                .onErrorResume(fault ->
                        fault instanceof LostRaceException || Faults.isPoison(fault)
                                ? apart(parts)
                                : Mono.just(
                                        parts.stream().map(part -> failed(part, fault)).toList()));
    }

    private Mono<List<Outcome>> apart(List<BatchWriter.Part> parts) {
        return Flux.fromIterable(parts)
                .flatMap(
                        part ->
                                writer.write(part)
                                        .map(RoundWriter::done)
                                        .onErrorResume(fault -> Mono.just(failed(part, fault))),
                        AT_ONCE)
                .collectList();
    }

    private static Outcome done(BatchWriter.Written written) {
        return new Outcome(written.partition(), written, null);
    }

    private static Outcome failed(BatchWriter.Part part, Throwable fault) {
        return new Outcome(part.partition(), null, fault);
    }
}
