package io.q2o.command.decider;

import io.q2o.domain.RuleBook;
import io.q2o.log.EventRecord;
import io.q2o.log.IdempotencyClaim;
import io.q2o.log.OutcomeRecord;
import io.q2o.schemas.Position;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Folds what the decider of one partition has written into all that it remembers: things and
 * versions from events, position, log time and the answers kept for repeated requests from
 * outcomes. Only what follows from telemetry is left out. Events and outcomes are each to be folded
 * in the order of their partition; which come first does not matter. Not thread-safe.
 */
final class PartitionFold {
    private final StateFold things;
    private final Map<String, byte[]> remembered = new HashMap<>();
    private final PartitionState state = new PartitionState(remembered);
    private final Claims claims = new Claims(state);
    private Guard guard = Guard.NOTHING;
    private long answers;
    private @Nullable Decided last;
    private @Nullable Position told;

    /**
     * A command that something was written about.
     *
     * @param command its {@code ce_id}
     */
    record Decided(Position position, UUID command) {}

    PartitionFold(RuleBook rules) {
        things = new StateFold(rules);
    }

    /**
     * Folds the next event.
     *
     * @throws IllegalStateException if it cannot follow what was folded before
     */
    void fold(EventRecord event) {
        things.fold(event);
        guard = guard.withEvents(event.position().offset());
        decided(event.position(), event.at(), UUID.fromString(event.causationId()));
    }

    /**
     * Folds the next outcome.
     *
     * @param at log time of the command, which is the time of the record
     */
    void fold(OutcomeRecord outcome, Instant at) {
        decided(outcome.position(), at, outcome.commandId());
        told = outcome.token();
        var claim = outcome.claim();
        if (claim != null && isKept(claim, outcome, at)) {
            var kept =
                    Claims.serialised(claim, at, outcome.status(), outcome.keyId(), outcome.body());
            guard = claims.keep(guard, claim, kept, at.toEpochMilli());
            answers++;
        }
    }

    private void decided(Position position, Instant at, UUID command) {
        if (last == null || position.offset() > last.position().offset()) {
            last = new Decided(position, command);
        }
        guard = guard.withAt(Math.max(guard.at(), at.toEpochMilli()));
    }

    /**
     * Whether the decider kept this answer: neither faults, nor repeated answers, nor the refusal
     * of a key that was used for something else are kept.
     */
    private boolean isKept(IdempotencyClaim claim, OutcomeRecord outcome, Instant at) {
        return outcome.status() < 500
                && outcome.at().equals(at)
                && !Arrays.equals(outcome.body(), Refusals.KEY_REUSED)
                && claims.find(claim, at.toEpochMilli()) == null;
    }

    /** The last command that something was written about, null if nothing ever was. */
    @Nullable Decided last() {
        return last;
    }

    /** Log time of the last command. */
    Instant at() {
        return Instant.ofEpochMilli(guard.at());
    }

    /** How many answers were kept, those included that have left since. */
    long answers() {
        return answers;
    }

    /** Where the outcomes say that the last event is, if that event was not folded. */
    @Nullable Position missing() {
        return told != null && told.offset() > guard.events() ? told : null;
    }

    /**
     * Every entry by its stored key.
     *
     * @param next offset of the command to decide next
     * @param base added to offsets to make positions
     */
    SortedMap<String, byte[]> entries(long next, long base) {
        var entries = new TreeMap<>(things.entries());
        if (last != null || next > 0) { // else its first command sets the base
            state.put(guard.withNext(next).withBase(base));
        }
        entries.putAll(remembered);
        return entries;
    }
}
