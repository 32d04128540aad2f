package io.q2o.command.decider;

import io.q2o.command.secrets.DerivedSecrets;
import io.q2o.domain.Decision;
import io.q2o.domain.Knowledge;
import io.q2o.domain.RuleBook;
import io.q2o.log.CloudEventHeaders;
import io.q2o.log.IdempotencyClaim;
import io.q2o.log.LogJson;
import io.q2o.log.OutcomeRecord;
import io.q2o.log.UnreadableRecordException;
import io.q2o.schemas.Event;
import io.q2o.schemas.Position;
import io.q2o.schemas.Telemetry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.apache.kafka.common.header.internals.RecordHeaders;
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
    private Guard guard = Guard.NOTHING;
    private int partition;
    private boolean halted;
    private long lastDecided = System.nanoTime();
    private DecidedRecords records = new DecidedRecords(0, new RecordHeaders());

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

    /** A decision in the form in which it will be written; everything in it is writable. */
    private record Result(
            int status,
            Instant decidedAt,
            @Nullable String keyId,
            byte[] body,
            List<Record<String, byte[]>> events,
            List<Record<String, byte[]>> telemetry,
            PartitionState.@Nullable Draft draft,
            byte @Nullable [] kept) {}

    @Override
    public void process(Record<String, byte[]> record) {
        var offset = context.recordMetadata().orElseThrow().offset();
        if (halted || isDecided(offset) || !follows(offset)) {
            return;
        }
        lastDecided = System.nanoTime();
        CURRENT.set(partition);
        records = new DecidedRecords(partition, record.headers());
        var at = Math.max(record.timestamp(), guard.at());
        metrics.decided(at);
        var before = guard;
        if (before.equals(Guard.NOTHING)) {
            guard = guard.withBase(AskedCommand.baseOf(record.headers()));
        }
        var position = new Position(partition, offset + guard.base());
        try {
            var asked = AskedCommand.read(record, settings.rules(), secrets::knows);
            var result = result(asked, position, offset, Instant.ofEpochMilli(at));
            handOver(asked, position, offset, at, result);
        } catch (UnreadableRecordException unreadable) {
            handOverUnreadable(record, position, offset, at, unreadable);
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

    private Result result(AskedCommand asked, Position position, long offset, Instant at) {
        var claim = asked.claim();
        if (claim != null) {
            var kept = claims.find(claim, at.toEpochMilli());
            if (kept != null) {
                return repeated(claim, kept, at);
            }
        }
        try {
            var decided = decide(asked, position, at);
            if (decided != null) {
                return decided;
            }
            return refused(asked, at, Refusals.TOO_LARGE);
        } catch (RuntimeException fault) {
            LOG.error("{} {} failed", position, asked.command().getClass().getSimpleName(), fault);
            return new Result(
                    500,
                    at,
                    asked.keyId(),
                    Refusals.fault(position),
                    List.of(records.deadLetter(asked.command(), offset, at, fault)),
                    List.of(),
                    null,
                    null);
        }
    }

    private static Result repeated(IdempotencyClaim claim, Claims.Kept kept, Instant at) {
        if (!kept.fingerprint().equals(claim.fingerprint())) {
            return new Result(422, at, null, Refusals.KEY_REUSED, List.of(), List.of(), null, null);
        }
        return new Result(
                kept.status(),
                Instant.parse(kept.at()),
                kept.keyId(),
                kept.body(),
                List.of(),
                List.of(),
                null,
                null);
    }

    /** The decision, or null if what it would write is too large. */
    private @Nullable Result decide(AskedCommand asked, Position position, Instant at) {
        var moment = new RecordedMoment(at, position, asked.keyId(), secrets);
        return switch (rules.decide(state, asked.command(), moment)) {
            case Decision.Refused(var refusal, var events) -> {
                var written = Refusals.of(refusal);
                yield events.isEmpty()
                        ? refused(asked, at, written)
                        : made(
                                asked,
                                moment,
                                events,
                                List.of(),
                                _ -> new Answered(written.status(), written.body()));
            }
            case Decision.Accepted accepted ->
                    made(
                            asked,
                            moment,
                            accepted.events(),
                            accepted.telemetry(),
                            after ->
                                    new Answered(
                                            accepted.isCreated() ? 201 : 200,
                                            LogJson.MAPPER.writeValueAsBytes(
                                                    accepted.answer().from(after))));
        };
    }

    private Result refused(AskedCommand asked, Instant at, Refusals.Written written) {
        return new Result(
                written.status(),
                at,
                asked.keyId(),
                written.body(),
                List.of(),
                List.of(),
                null,
                kept(asked, at, written.status(), written.body()));
    }

    private static byte @Nullable [] kept(AskedCommand asked, Instant at, int status, byte[] body) {
        var claim = asked.claim();
        return claim == null ? null : Claims.serialised(claim, at, status, asked.keyId(), body);
    }

    private record Answered(int status, byte[] body) {}

    /** What a decision with consequences comes to, or null if it is too large to be written. */
    private @Nullable Result made(
            AskedCommand asked,
            RecordedMoment moment,
            List<Event> events,
            List<Telemetry> facts,
            Function<Knowledge, Answered> answer) {
        var draft = state.draft();
        var written = new ArrayList<Record<String, byte[]>>();
        var version = -1L;
        for (var event : events) {
            rules.evolve(draft, event, moment, draft);
            version = version < 0 ? state.version(event.key()) + 1 : version + 1;
            var isLast = written.size() == events.size() - 1;
            written.add(records.event(event, moment, written.size(), version, isLast));
        }
        var telemetry = new ArrayList<Record<String, byte[]>>();
        for (var fact : facts) {
            rules.evolve(draft, fact, moment, draft);
            var n = written.size() + telemetry.size();
            telemetry.add(records.event(fact, moment, n, null, false));
        }
        var answered = answer.apply(draft);
        var body = answered.body();
        var kept = kept(asked, moment.at(), answered.status(), body);
        var largest = Math.max(draft.serialise(), kept == null ? body.length : kept.length);
        for (var event : written) {
            largest = Math.max(largest, event.value().length);
        }
        return largest > DeciderSettings.LARGEST_RECORD
                ? null
                : new Result(
                        answered.status(),
                        moment.at(),
                        asked.keyId(),
                        body,
                        written,
                        telemetry,
                        draft,
                        kept);
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
            var result =
                    new Result(
                            500,
                            Instant.ofEpochMilli(at),
                            null,
                            Refusals.fault(position),
                            List.of(),
                            List.of(),
                            null,
                            null);
            answerWith(id, actor, position, next, result, null);
        } catch (IllegalArgumentException | UnreadableRecordException nobodyToAnswer) {
            state.put(next);
            guard = next;
        }
    }
}
