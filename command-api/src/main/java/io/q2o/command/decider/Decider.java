package io.q2o.command.decider;

import io.q2o.command.secrets.DerivedSecrets;
import io.q2o.domain.Decision;
import io.q2o.domain.Knowledge;
import io.q2o.domain.RuleBook;
import io.q2o.log.IdempotencyClaim;
import io.q2o.log.LogJson;
import io.q2o.schemas.Event;
import io.q2o.schemas.Position;
import io.q2o.schemas.Telemetry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes up its mind about commands of one partition: what each comes to follows from its record and
 * from what the partition remembers. It changes and writes nothing.
 */
final class Decider {
    private static final Logger LOG = LoggerFactory.getLogger(Decider.class);

    private final RuleBook rules;
    private final DerivedSecrets secrets;
    private final PartitionState state;
    private final Claims claims;

    Decider(RuleBook rules, DerivedSecrets secrets, PartitionState state, Claims claims) {
        this.rules = rules;
        this.secrets = secrets;
        this.state = state;
        this.claims = claims;
    }

    /**
     * Decides a command. One whose rules fail comes to a dead letter and a 500.
     *
     * @param records made of its record's headers
     * @param offset where it stands in the log
     * @param at its log time
     */
    Result decide(
            AskedCommand asked,
            DecidedRecords records,
            Position position,
            long offset,
            Instant at) {
        var claim = asked.claim();
        if (claim != null) {
            var kept = claims.find(claim, at.toEpochMilli());
            if (kept != null) {
                return repeated(claim, kept, at);
            }
        }
        try {
            var moment = new RecordedMoment(at, position, asked.keyId(), secrets);
            var decided = decided(asked, records, moment);
            return decided != null ? decided : refused(asked, at, Refusals.TOO_LARGE);
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
        return kept.fingerprint().equals(claim.fingerprint())
                ? Result.only(kept.status(), Instant.parse(kept.at()), kept.keyId(), kept.body())
                : Result.only(422, at, null, Refusals.KEY_REUSED);
    }

    private static Result refused(AskedCommand asked, Instant at, Refusals.Written written) {
        var kept = kept(asked, at, written.status(), written.body());
        return new Result(
                written.status(),
                at,
                asked.keyId(),
                written.body(),
                List.of(),
                List.of(),
                null,
                kept);
    }

    private static byte @Nullable [] kept(AskedCommand asked, Instant at, int status, byte[] body) {
        var claim = asked.claim();
        return claim == null ? null : Claims.serialised(claim, at, status, asked.keyId(), body);
    }

    private record Answered(int status, byte[] body) {}

    /** What the rules say, or null if what it would write is too large. */
    private @Nullable Result decided(
            AskedCommand asked, DecidedRecords records, RecordedMoment moment) {
        return switch (rules.decide(state, asked.command(), moment)) {
            case Decision.Refused(var refusal, var events) -> {
                var written = Refusals.of(refusal);
                yield events.isEmpty()
                        ? refused(asked, moment.at(), written)
                        : made(
                                asked,
                                records,
                                moment,
                                events,
                                List.of(),
                                _ -> new Answered(written.status(), written.body()));
            }
            case Decision.Accepted accepted ->
                    made(
                            asked,
                            records,
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

    /** What a decision with consequences comes to, or null if it is too large to be written. */
    private @Nullable Result made(
            AskedCommand asked,
            DecidedRecords records,
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
}
