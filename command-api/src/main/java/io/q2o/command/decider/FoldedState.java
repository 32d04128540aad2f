package io.q2o.command.decider;

import io.q2o.domain.RuleBook;
import io.q2o.log.BrokerAdmin;
import io.q2o.log.EventRecord;
import io.q2o.log.KafkaSettings;
import io.q2o.log.OutcomeRecord;
import io.q2o.log.TopicSetup;
import io.q2o.log.UnreadableRecordException;
import io.q2o.schemas.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.TaskId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/** The decider's state, made anew from what it has written while no decider runs. */
final class FoldedState {
    private static final Logger LOG = LoggerFactory.getLogger(FoldedState.class);

    /** Longer than the transaction of a decider that was killed stays open. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final KafkaSettings kafka;
    private final DeciderSettings settings;
    private final RuleBook rules;

    FoldedState(KafkaSettings kafka, DeciderSettings settings, RuleBook rules) {
        this.kafka = kafka;
        this.settings = settings;
        this.rules = rules;
    }

    /**
     * Folds partitions anew, one after another; a second time changes nothing. Blocks.
     *
     * @param wanted all if empty
     * @throws FoldRefusedException if the group has members or what is there cannot be folded; the
     *     partition at fault and those after it are as before
     * @throws io.q2o.log.BrokerException if the brokers refuse or are silent
     */
    void fold(List<Integer> wanted) {
        var all = IntStream.range(0, kafka.partitions()).boxed().toList();
        if (!all.containsAll(wanted)) {
            throw new FoldRefusedException(
                    "q2o.fold.partitions must be numbers from 0 to " + (kafka.partitions() - 1));
        }
        try (var brokers = new BrokerAdmin(kafka, "q2o-fold")) {
            var group = new DeciderGroup(brokers);
            group.refuseMembers();
            prepareTopics(brokers);
            try (var log = new WrittenLog(kafka, brokers, PATIENCE);
                    var transaction = new StateTransaction(kafka, settings.compression(), log)) {
                for (int partition : wanted.isEmpty() ? all : wanted) {
                    fold(partition, log, transaction, group);
                }
            }
        }
    }

    private void prepareTopics(BrokerAdmin brokers) {
        if (!brokers.ask(admin -> admin.listTopics().names()).contains(Topics.EVENTS)) {
            throw new FoldRefusedException(
                    "there is no " + Topics.EVENTS + ", so there is nothing to fold");
        }
        var setup = new TopicSetup(kafka);
        setup.run();
        setup.createChangelog();
    }

    private void fold(
            int partition, WrittenLog log, StateTransaction transaction, DeciderGroup group) {
        var fold = new PartitionFold(rules);
        var plans = new HashMap<String, ConsumerRecord<String, byte[]>>();
        read(
                log,
                new TopicPartition(Topics.EVENTS, partition),
                record -> {
                    fold.fold(EventRecord.read(record));
                    var plan = PlanCopies.planOf(record.key(), record.headers());
                    if (plan != null) {
                        plans.put(plan, record);
                    }
                });
        read(
                log,
                new TopicPartition(Topics.OUTCOMES, partition),
                record ->
                        fold.fold(
                                OutcomeRecord.read(record),
                                Instant.ofEpochMilli(record.timestamp())));
        var missing = fold.missing();
        if (missing != null) {
            throw new FoldRefusedException(
                    "partition %d: outcomes tell of events of position %s, which are not in %s; bring"
                                    .formatted(partition, missing, Topics.EVENTS)
                            + " them back before the state is folded");
        }
        var next = Continuation.of(log, partition, fold, kafka.positionBase());
        var entries = fold.entries(next.next(), next.base());
        forgetLocally(partition);
        var written =
                transaction.write(partition, entries, plans, next.next(), group::refuseMembers);
        report(partition, fold, next, entries, written);
    }

    private static void read(
            WrittenLog log,
            TopicPartition partition,
            Consumer<ConsumerRecord<String, byte[]>> each) {
        log.read(
                partition,
                record -> {
                    try {
                        each.accept(record);
                    } catch (UnreadableRecordException | IllegalStateException fault) {
                        throw new FoldRefusedException(
                                "%s offset %d cannot be folded: %s"
                                        .formatted(partition, record.offset(), fault.getMessage()),
                                fault);
                    }
                });
    }

    /** Where a store is on disk, it would count as further than the changelog. */
    private void forgetLocally(int partition) {
        var task =
                settings.stateDir()
                        .resolve(DeciderRuntime.APPLICATION)
                        .resolve(new TaskId(0, partition).toString());
        try {
            FileSystemUtils.deleteRecursively(task);
        } catch (IOException fault) {
            throw new UncheckedIOException("q2o.decider.state-dir: cannot remove " + task, fault);
        }
    }

    private static void report(
            int partition,
            PartitionFold fold,
            Continuation next,
            Map<String, byte[]> entries,
            StateTransaction.Written written) {
        var last = fold.last();
        LOG.info(
                "partition {}: {} entries, {} answers kept for repeated requests; {}, offset {} is"
                        + " decided next",
                partition,
                entries.size(),
                fold.answers(),
                last == null ? "nothing was decided" : "decided up to position " + last.position(),
                next.next());
        LOG.info(
                "partition {}: {} entries written, {} removed, {} plans copied",
                partition,
                written.written(),
                written.removed(),
                written.plans());
        if (last != null && next.next() + next.base() > last.position().offset() + 1) {
            LOG.warn(
                    "partition {}: {} goes on at offset {} and not right after position {}; commands"
                            + " between, if there were any, are given up",
                    partition,
                    Topics.COMMANDS,
                    next.next(),
                    last.position());
        }
    }
}
