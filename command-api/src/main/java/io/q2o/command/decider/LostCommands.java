package io.q2o.command.decider;

import io.q2o.log.BrokerAdmin;
import io.q2o.log.BrokerException;
import io.q2o.log.KafkaSettings;
import io.q2o.schemas.Topics;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commands that were trimmed before they were decided: tells of them, or gives them up. */
final class LostCommands {
    private static final Logger LOG = LoggerFactory.getLogger(LostCommands.class);
    private static final String SETTING = "q2o.decider.lost-before.";

    private final KafkaSettings kafka;
    private final DeciderSettings settings;
    private final Partitions partitions;

    LostCommands(KafkaSettings kafka, DeciderSettings settings, Partitions partitions) {
        this.kafka = kafka;
        this.settings = settings;
        this.partitions = partitions;
    }

    static String haltReason(int partition, long next, long found) {
        return ("partition %d of %s stands still: offset %d is to be decided next, but the log goes"
                        + " on at %d; see the operations page, 'A halted partition'")
                .formatted(partition, Topics.COMMANDS, next, found);
    }

    /** Halts a partition if what is to be decided next is not in the log any more. Blocks. */
    void check(int partition, Guard guard) {
        try (var brokers = new BrokerAdmin(kafka, "q2o-log-start")) {
            var start = starts(brokers, List.of(partition)).getOrDefault(partition, 0L);
            var accepted = settings.lostBefore(partition);
            if (start > guard.next()
                    && (accepted == null || !accepted.equals(start))
                    && partitions.isOwned(partition)) {
                partitions.haltKnowing(
                        partition,
                        haltReason(partition, guard.next(), start)
                                + ", which gives them up with "
                                + SETTING
                                + partition
                                + "="
                                + start);
                LOG.error("{}", partitions.haltOf(partition));
            }
        } catch (BrokerException fault) {
            LOG.warn(
                    "the start of partition {} could not be checked: {}",
                    partition,
                    fault.getMessage());
        }
    }

    /**
     * Lets the group read again what it passed over while partitions stood still. Blocks.
     *
     * @throws IllegalStateException if a setting would give up commands that are still there, or
     *     names no partition
     */
    void rewind() {
        var lostBefore = settings.lostBefore();
        if (lostBefore == null || lostBefore.isEmpty()) {
            return;
        }
        refuseUnknown(lostBefore.keySet());
        try (var brokers = new BrokerAdmin(kafka, "q2o-rewind")) {
            refuseWhatIsThere(lostBefore, starts(brokers, lostBefore.keySet()));
            var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
            lostBefore.forEach((partition, offset) ->
                    offsets.put(
                            new TopicPartition(Topics.COMMANDS, partition),
                            new OffsetAndMetadata(offset)));
            brokers.ask(admin ->
                    admin.alterConsumerGroupOffsets(DeciderRuntime.APPLICATION, offsets).all());
        } catch (BrokerException fault) {
            LOG.error(
                    "{}* takes effect only when every instance is stopped first and their sessions"
                            + " have ended: {}",
                    SETTING,
                    fault.getMessage());
        }
    }

    private void refuseUnknown(Collection<Integer> named) {
        for (int partition : named) {
            if (partition < 0 || partition >= kafka.partitions()) {
                throw new IllegalStateException(
                        "%s%d names no partition of %s: they are 0 to %d"
                                .formatted(
                                        SETTING,
                                        partition,
                                        Topics.COMMANDS,
                                        kafka.partitions() - 1));
            }
        }
    }

    private static void refuseWhatIsThere(
            Map<Integer, Long> lostBefore, Map<Integer, Long> starts) {
        lostBefore.forEach((partition, offset) -> {
            var start = starts.getOrDefault(partition, 0L);
            if (offset > start) {
                throw new IllegalStateException(
                        ("%s%d=%d would give up commands that are not lost: %s has them from offset"
                                        + " %d on; set that offset, or remove the setting")
                                .formatted(SETTING, partition, offset, Topics.COMMANDS, start));
            }
        });
    }

    private static Map<Integer, Long> starts(BrokerAdmin brokers, Collection<Integer> wanted) {
        var partitions =
                wanted.stream()
                        .map(partition -> new TopicPartition(Topics.COMMANDS, partition))
                        .toList();
        var starts = new HashMap<Integer, Long>();
        brokers.offsets(partitions, OffsetSpec.earliest())
                .forEach((partition, offset) -> starts.put(partition.partition(), offset));
        return starts;
    }
}
