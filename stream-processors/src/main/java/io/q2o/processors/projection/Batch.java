package io.q2o.processors.projection;

import io.q2o.log.CloudEventHeaders;
import io.q2o.schemas.Position;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Records of one partition, sorted into those that are applied and those that are set aside.
 *
 * @param before where the partition's row is expected to be
 * @param good what is applied, in order
 * @param letters what is set aside: unreadable, condemned, or of a tenant that is parked
 * @param after where the partition stands when this is written
 */
record Batch<R>(
        int partition,
        Positions.Progress before,
        List<R> good,
        List<DeadLetter> letters,
        Positions.Progress after) {
    private static final String PARKED_BEFORE = "its tenant is parked";

    /**
     * @param condemned why these records are known to be poison, null if they are not
     */
    static <R> Batch<R> of(
            Projection<R> projection, BatchWriter.Part part, @Nullable String condemned) {
        var partition = part.partition();
        var progress = part.progress();
        var good = new ArrayList<R>(part.records().size());
        var letters = new ArrayList<DeadLetter>();
        var parked = progress.parked();
        var next = progress.next();
        var position = progress.position();
        for (var record : part.records()) {
            if (record.offset() < progress.next()) {
                continue;
            }
            next = record.offset() + 1;
            var tenant = tenantOf(record);
            var reason = parked.contains(tenant) ? PARKED_BEFORE : condemned;
            if (reason == null) {
                try {
                    var read = projection.read(record);
                    var reached = projection.reachedWith(read);
                    good.add(read);
                    position = reached == null ? position : Math.max(position, reached.offset());
                    continue;
                } catch (RuntimeException fault) {
                    if (!Faults.isPoison(fault)) {
                        throw fault;
                    }
                    reason = Faults.reason(fault);
                }
            }
            position = Math.max(position, positionOf(record, partition, position));
            if (projection.isOrdered()) {
                parked = with(parked, tenant);
            }
            letters.add(DeadLetter.of(record, tenant, reason, position));
        }
        return new Batch<>(
                partition, progress, good, letters, new Positions.Progress(next, position, parked));
    }

    /** False if all of it was written before. */
    boolean isMoving() {
        return after.next() != before.next();
    }

    Positions.Step step() {
        return new Positions.Step(partition, before.next(), after.next(), after.position());
    }

    BatchWriter.Written written() {
        return new BatchWriter.Written(partition, after, good.size(), letters.size());
    }

    private static String tenantOf(ConsumerRecord<String, byte[]> record) {
        var key = record.key();
        return key == null ? "" : Faults.storable(key);
    }

    private static Set<String> with(Set<String> parked, String tenant) {
        if (parked.contains(tenant)) {
            return parked;
        }
        var more = new HashSet<>(parked);
        more.add(tenant);
        return more;
    }

    /** A record that is set aside counts as reached; readers are told that its tenant is parked. */
    static long positionOf(ConsumerRecord<String, byte[]> record, int partition, long unlessKnown) {
        var text = CloudEventHeaders.text(record.headers(), CloudEventHeaders.POSITION);
        try {
            var position = text == null ? null : Position.parse(text);
            return position == null || position.partition() != partition
                    ? unlessKnown
                    : position.offset();
        } catch (IllegalArgumentException malformed) {
            return unlessKnown;
        }
    }
}
