package io.q2o.command.decider;

import io.q2o.log.IdempotencyClaim;
import io.q2o.log.LogJson;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Answers kept for callers who repeat themselves: for {@link #KEPT} of log time, at most {@link
 * #MOST} a scope, the oldest leave first. Expiry compares log times and never a clock.
 */
final class Claims {
    /** A constant of the rules: instances that differed in it would decide differently. */
    static final Duration KEPT = Duration.ofDays(7);

    static final int MOST = 10_000;

    /** Bounds the work one command does for others. */
    private static final int SWEPT_AT_ONCE = 4;

    private final PartitionState state;

    Claims(PartitionState state) {
        this.state = state;
    }

    /**
     * An answer as it is given again.
     *
     * @param claimedAt log time of the claim, epoch milliseconds
     * @param at log time of the decision
     */
    record Kept(
            String fingerprint,
            long claimedAt,
            int status,
            String at,
            @Nullable String keyId,
            byte[] body) {}

    private record Scope(long first, long next) {
        byte[] toBytes() {
            return ByteBuffer.allocate(2 * Long.BYTES).putLong(first).putLong(next).array();
        }

        static Scope of(byte @Nullable [] bytes) {
            if (bytes == null) {
                return new Scope(0, 0);
            }
            var buffer = ByteBuffer.wrap(bytes);
            return new Scope(buffer.getLong(), buffer.getLong());
        }
    }

    /** What was answered under this claim, null if nothing was or it has expired. */
    @Nullable Kept find(IdempotencyClaim claim, long now) {
        var bytes = state.raw(answerKey(claim.scope(), claim.key()));
        if (bytes == null) {
            return null;
        }
        var kept = LogJson.MAPPER.readValue(bytes, Kept.class);
        return hasExpired(kept.claimedAt(), now) ? null : kept;
    }

    private static boolean hasExpired(long claimedAt, long now) {
        return claimedAt + KEPT.toMillis() <= now;
    }

    /** The stored form of what is answered first under a claim. */
    static byte[] serialised(
            IdempotencyClaim claim, Instant at, int status, @Nullable String keyId, byte[] body) {
        return LogJson.MAPPER.writeValueAsBytes(
                new Kept(
                        claim.fingerprint(),
                        at.toEpochMilli(),
                        status,
                        at.toString(),
                        keyId,
                        body));
    }

    /** Keeps an answer; the guard that comes back counts it. */
    Guard keep(Guard guard, IdempotencyClaim claim, byte[] kept, long now) {
        var swept = sweep(guard, now);
        var scopeKey = scopeKey(claim.scope());
        var scope = Scope.of(state.raw(scopeKey));
        while (scope.next() - scope.first() >= MOST) {
            scope = dropOldest(claim.scope(), scope);
        }
        state.putRaw(queueKey(claim.scope(), scope.next()), queued(now, claim.key()));
        state.putRaw(scopeKey, new Scope(scope.first(), scope.next() + 1).toBytes());
        state.putRaw(answerKey(claim.scope(), claim.key()), kept);
        state.putRaw(allKey(swept.nextClaim()), queued(now, claim.scope()));
        return swept.withClaims(swept.firstClaim(), swept.nextClaim() + 1);
    }

    private Guard sweep(Guard guard, long now) {
        var first = guard.firstClaim();
        for (int swept = 0; swept < SWEPT_AT_ONCE && first < guard.nextClaim(); swept++) {
            var oldest = state.raw(allKey(first));
            if (oldest == null || !hasExpired(timeOf(oldest), now)) {
                break;
            }
            var scopeName = textOf(oldest);
            var scope = Scope.of(state.raw(scopeKey(scopeName)));
            if (scope.first() < scope.next()) {
                var head = state.raw(queueKey(scopeName, scope.first()));
                if (head != null && hasExpired(timeOf(head), now)) {
                    dropOldest(scopeName, scope);
                }
            }
            state.putRaw(allKey(first), null);
            first++;
        }
        return guard.withClaims(first, guard.nextClaim());
    }

    private Scope dropOldest(String scopeName, Scope scope) {
        var queueKey = queueKey(scopeName, scope.first());
        var head = state.raw(queueKey);
        if (head != null) {
            var answerKey = answerKey(scopeName, textOf(head));
            var answer = state.raw(answerKey);
            // a key that was claimed anew after it expired belongs to a later place in the queue
            if (answer != null
                    && LogJson.MAPPER.readValue(answer, Kept.class).claimedAt() == timeOf(head)) {
                state.putRaw(answerKey, null);
            }
            state.putRaw(queueKey, null);
        }
        var left = new Scope(scope.first() + 1, scope.next());
        state.putRaw(scopeKey(scopeName), left.first() == left.next() ? null : left.toBytes());
        return left;
    }

    private static byte[] queued(long at, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + bytes.length).putLong(at).put(bytes).array();
    }

    private static long timeOf(byte[] queued) {
        return ByteBuffer.wrap(queued).getLong();
    }

    private static String textOf(byte[] queued) {
        return new String(queued, Long.BYTES, queued.length - Long.BYTES, StandardCharsets.UTF_8);
    }

    private static String answerKey(String scope, String key) {
        return "~answer/" + scope + "\n" + key;
    }

    private static String scopeKey(String scope) {
        return "~scope/" + scope;
    }

    private static String queueKey(String scope, long number) {
        return "~queue/" + scope + "\n" + number;
    }

    private static String allKey(long number) {
        return "~claims/" + number;
    }
}
