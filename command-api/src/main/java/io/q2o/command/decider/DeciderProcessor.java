package io.q2o.command.decider;

import io.q2o.command.secrets.DerivedSecrets;
import io.q2o.domain.RuleBook;
import io.q2o.log.CloudEventHeaders;
import io.q2o.log.IdempotencyClaim;
import io.q2o.log.OutcomeRecord;
import io.q2o.log.UnreadableRecordException;
import io.q2o.schemas.Position;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides the commands of one partition in the order of the log. For each: state, events and
 * outcome are made, then handed over, and at last whoever waits in this process is answered,
 * without waiting for the transaction: the outcome follows from the log alone, so that whoever
 * decides this offset after a crash reaches the same one.
 */
final class DeciderProcessor implements Processor<String, byte[], String, byte[]> {
    private static final Logger LOG = LoggerFactory.getLogger(DeciderProcessor.class);

    private static final ThreadLocal<Integer> CURRENT = ThreadLocal.withInitial(() -> 0);

    private final RuleBook rules;
    private final DeciderSettings settings;
    private final DerivedSecrets secrets;
    private final Outcomes outcomes;
    private final Partitions partitions;
    private final DeciderMetrics metrics;
    private final CommitPace pace;

    private ProcessorContext<String, byte[]> context;
    private PartitionState state;
    private Claims claims;
    private Decider decider;
    private Guard guard = Guard.NOTHING;
    private int partition;
    private boolean halted;
    private long lastDecided = System.nanoTime();

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
    DeciderProcessor(
            RuleBook rules,
            DeciderSettings settings,
            DerivedSecrets secrets,
            Outcomes outcomes,
            Partitions partitions,
            DeciderMetrics metrics,
            CommitPace pace) {
        this.rules = rules;
        this.settings = settings;
        this.secrets = secrets;
        this.outcomes = outcomes;
        this.partitions = partitions;
        this.metrics = metrics;
        this.pace = pace;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> processing) {
        context = processing;
        state =
                new PartitionState(
                        context.<KeyValueStore<String, byte[]>>getStateStore(
                                DeciderTopology.STATE));
        claims = new Claims(state);
        decider = new Decider(rules, secrets, state, claims);
        partition = context.taskId().partition();
        guard = state.guard();
        halted = false;
        partitions.own(partition, guard);
        context.schedule(CommitPace.SHORTEST, PunctuationType.WALL_CLOCK_TIME, _ -> commitIfDue());
    }

    private void commitIfDue() {
        if (pace.isDue(lastDecided, System.nanoTime())) {
            context.commit();
        }
    }

    /** The partition whose command is being decided on this thread. */
    static int currentPartition() {
        return CURRENT.get();
    }

    @Override
    public void close() {
        partitions.disown(partition);
    }

    @Override
    public void process(Record<String, byte[]> record) {
        var offset = context.recordMetadata().orElseThrow().offset();
        if (halted || isDecided(offset) || !follows(offset)) {
            return;
        }
        lastDecided = System.nanoTime();
        CURRENT.set(partition);
        var records = new DecidedRecords(partition, record.headers());
        var at = Math.max(record.timestamp(), guard.at());
        metrics.decided(at);
        var before = guard;
        if (before.equals(Guard.NOTHING)) {
            guard = guard.withBase(AskedCommand.baseOf(record.headers()));
        }
        var position = new Position(partition, offset + guard.base());
        try {
            var asked = AskedCommand.read(record, settings.rules(), secrets::knows);
            var result = decider.decide(asked, records, position, offset, Instant.ofEpochMilli(at));
            handOver(asked, position, offset, at, result);
        } catch (UnreadableRecordException unreadable) {
            handOverUnreadable(record, records, position, offset, at, unreadable);
        } catch (HandOverException other) {
            guard = before;
            throw other;
        }
    }

    private boolean isDecided(long offset) {
        if (offset >= guard.next()) {
            return false;
        }
        metrics.skipped();
        return true;
    }

    private boolean follows(long offset) {
        if (offset == guard.next()) {
            return true;
        }
        var accepted = settings.lostBefore(partition);
        if (accepted != null && accepted == offset) {
            LOG.warn(
                    "partition {}: offsets {} to {} are taken as lost",
                    partition,
                    guard.next(),
                    offset - 1);
            guard = guard.withNext(offset);
            partitions.resume(partition);
            return true;
        }
        halted = true;
        partitions.halt(partition, LostCommands.haltReason(partition, guard.next(), offset));
        LOG.error("{}", partitions.haltOf(partition));
        return false;
    }

    private void handOver(
            AskedCommand asked, Position position, long offset, long at, Result result) {
        var next = guard.after(offset, at);
        var claim = asked.claim();
        if (claim != null && result.kept() != null) {
            next = claims.keep(next, claim, result.kept(), at);
        }
        if (result.draft() != null) {
            result.draft().keep();
            var events = result.events();
            if (!events.isEmpty()) {
                next = next.withEvents(position.offset());
                var last = events.getLast();
                state.putVersion(last.key(), state.version(last.key()) + events.size());
            }
        }
        for (var event : result.events()) {
            context.forward(event, sinkOf(result));
        }
        for (var fact : result.telemetry()) {
            context.forward(fact, DeciderTopology.TELEMETRY);
        }
        if (result.draft() != null) {
            forwardPlans(result.events());
        }
        answerWith(asked.id(), asked.actor(), position, next, result, claim);
    }

    private static String sinkOf(Result result) {
        return result.draft() == null ? DeciderTopology.DEAD_LETTERS : DeciderTopology.EVENTS;
    }

    private void forwardPlans(List<Record<String, byte[]>> events) {
        for (var event : events) {
            var plan = PlanCopies.planOf(event.key(), event.headers());
            if (plan != null) {
                context.forward(event.withKey(plan), DeciderTopology.PLANS);
            }
        }
    }

    private void answerWith(
            UUID id,
            String actor,
            Position position,
            Guard next,
            Result result,
            @Nullable IdempotencyClaim claim) {
        var outcome =
                new OutcomeRecord(
                        id,
                        position,
                        result.status(),
                        result.decidedAt(),
                        next.events() < 0 ? null : new Position(partition, next.events()),
                        actor,
                        result.keyId(),
                        claim,
                        result.body());
        context.forward(
                new Record<>(outcome.key(), outcome.body(), next.at(), outcome.headers()),
                DeciderTopology.OUTCOMES);
        state.put(next);
        guard = next;
        outcomes.answer(outcome);
    }

    private void handOverUnreadable(
            Record<String, byte[]> record,
            DecidedRecords records,
            Position position,
            long offset,
            long at,
            UnreadableRecordException unreadable) {
        LOG.error("{} goes to the dead letters: {}", position, unreadable.getMessage());
        metrics.unreadable();
        context.forward(
                records.deadLetter(
                        record.key(),
                        record.value(),
                        offset,
                        at,
                        String.valueOf(unreadable.getMessage())),
                DeciderTopology.DEAD_LETTERS);
        var next = guard.after(offset, at);
        try {
            var id =
                    UUID.fromString(
                            CloudEventHeaders.required(record.headers(), CloudEventHeaders.ID));
            var actor =
                    CloudEventHeaders.required(record.headers(), CloudEventHeaders.COMMAND_ACTOR);
            var result = Result.only(500, Instant.ofEpochMilli(at), null, Refusals.fault(position));
            answerWith(id, actor, position, next, result, null);
        } catch (IllegalArgumentException | UnreadableRecordException nobodyToAnswer) {
            state.put(next);
            guard = next;
        }
    }
}
