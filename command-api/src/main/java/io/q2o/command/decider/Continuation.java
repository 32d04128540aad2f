package io.q2o.command.decider;

import io.q2o.log.CloudEventHeaders;
import io.q2o.schemas.Topics;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Where a partition of {@code q2o.commands} goes on.
 *
 * @param next offset of the command to decide next
 * @param base added to offsets to make positions
 */
record Continuation(long next, long base) {
    /**
     * After the last command that was decided; at the start of the log if that command is no longer
     * there, or if the log was re-created since with a base beyond it.
     *
     * @param wantedBase the base of a log that was re-created
     * @throws FoldRefusedException if the log is another one, whose positions would repeat
     */
    static Continuation of(WrittenLog log, int partition, PartitionFold fold, long wantedBase) {
        var commands = new TopicPartition(Topics.COMMANDS, partition);
        var start = log.start(commands);
        var last = fold.last();
        if (last == null) {
            return new Continuation(start, wantedBase);
        }
        var expected = last.position().offset() - wantedBase;
        var found = find(log, commands, Math.max(start, expected), last);
        if (found < 0 && expected > start) {
            found = find(log, commands, start, last);
        }
        if (found >= 0 && found <= last.position().offset()) {
            return new Continuation(found + 1, last.position().offset() - found);
        }
        var first = log.find(commands, start, _ -> true);
        if (found < 0 && expected < start && (first == null || !isOlder(first, fold.at()))) {
            return new Continuation(start, wantedBase);
        }
        throw new FoldRefusedException(
                ("partition %d: the command at position %s was decided and is not in %s where it"
                                + " should be; if that log was made anew, empty, set"
                                + " q2o.kafka.position-base to %d or more, here and in every"
                                + " service")
                        .formatted(
                                partition,
                                last.position(),
                                Topics.COMMANDS,
                                last.position().offset() + 1));
    }

    private static boolean isOlder(ConsumerRecord<String, byte[]> record, Instant at) {
        return record.timestamp() < at.toEpochMilli();
    }

    private static long find(
            WrittenLog log, TopicPartition commands, long from, PartitionFold.Decided decided) {
        var id = decided.command().toString();
        var found =
                log.find(
                        commands,
                        from,
                        record ->
                                id.equals(
                                        CloudEventHeaders.text(
                                                record.headers(), CloudEventHeaders.ID)));
        return found == null ? -1 : found.offset();
    }
}
