package io.q2o.command.decider;

import io.q2o.log.OutcomeRecord;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Callers of this process who wait for what becomes of their commands. */
public final class Outcomes {
    private final Map<UUID, CompletableFuture<OutcomeRecord>> waiting = new ConcurrentHashMap<>();

    /** Begins to wait; must come before the command is appended, and {@link #forget} at last. */
    public CompletableFuture<OutcomeRecord> expect(UUID commandId) {
        var future = new CompletableFuture<OutcomeRecord>();
        waiting.put(commandId, future);
        return future;
    }

    /** Nobody waits any more. */
    public void forget(UUID commandId) {
        waiting.remove(commandId);
    }

    /** Answers whoever waits; a second time or without anybody waiting it does nothing. */
    public void answer(OutcomeRecord outcome) {
        var future = waiting.remove(outcome.commandId());
        if (future != null) {
            future.complete(outcome);
        }
    }

    boolean isExpected(UUID commandId) {
        return waiting.containsKey(commandId);
    }

    /** How many wait. */
    public int size() {
        return waiting.size();
    }
}
