package io.q2o.command.decider;

import io.q2o.log.KafkaSettings;
import io.q2o.schemas.Topics;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commands that were trimmed before they were decided: tells of them, or gives them up. */
final class LostCommands {
    private static final Logger LOG = LoggerFactory.getLogger(LostCommands.class);
    private static final String SETTING = "q2o.decider.lost-before.";
    private static final int PATIENCE = 30;

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
        try (var admin = Admin.create(kafka.clientSettings("q2o-log-start"))) {
            var start = starts(admin, List.of(partition)).getOrDefault(partition, 0L);
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
        } catch (ExecutionException | TimeoutException fault) {
            LOG.warn(
                    "the start of partition {} could not be checked: {}",
                    partition,
                    fault.toString());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
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
        try (var admin = Admin.create(kafka.clientSettings("q2o-rewind"))) {
            refuseWhatIsThere(lostBefore, starts(admin, lostBefore.keySet()));
            var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
            lostBefore.forEach((partition, offset) ->
                    offsets.put(
                            new TopicPartition(Topics.COMMANDS, partition),
                            new OffsetAndMetadata(offset)));
            admin.alterConsumerGroupOffsets(DeciderRuntime.APPLICATION, offsets)
                    .all()
                    .get(PATIENCE, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException fault) {
            LOG.error(
                    "{}* takes effect only when every instance is stopped first and their sessions"
                            + " have ended: {}",
                    SETTING,
                    fault.toString());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
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

    private static Map<Integer, Long> starts(Admin admin, Collection<Integer> wanted)
            throws ExecutionException, InterruptedException, TimeoutException {
        var asked =
                wanted.stream()
                        .map(partition -> new TopicPartition(Topics.COMMANDS, partition))
                        .collect(Collectors.toMap(Function.identity(), _ -> OffsetSpec.earliest()));
        return admin.listOffsets(asked).all().get(PATIENCE, TimeUnit.SECONDS).entrySet().stream()
                .collect(
                        Collectors.toMap(
                                entry -> entry.getKey().partition(),
                                entry -> entry.getValue().offset()));
    }
}
