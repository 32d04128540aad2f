package io.q2o.command.decider;

import java.nio.ByteBuffer;

/**
 * How far a partition has been decided; written in the same transaction as what was decided.
 *
 * @param next offset of the command to decide next
 * @param base added to offsets to make positions
 * @param at log time of the last command, epoch milliseconds
 * @param events position of the last command that produced events, -1 before the first
 * @param firstClaim number of the oldest idempotency claim that is kept
 * @param nextClaim number of the next idempotency claim
 */
record Guard(long next, long base, long at, long events, long firstClaim, long nextClaim) {
    static final Guard NOTHING = new Guard(0, 0, 0, -1, 0, 0);

    byte[] toBytes() {
        return ByteBuffer.allocate(6 * Long.BYTES)
                .putLong(next)
                .putLong(base)
                .putLong(at)
                .putLong(events)
                .putLong(firstClaim)
                .putLong(nextClaim)
                .array();
    }

    static Guard of(byte[] bytes) {
        var buffer = ByteBuffer.wrap(bytes);
        return new Guard(
                buffer.getLong(),
                buffer.getLong(),
                buffer.getLong(),
                buffer.getLong(),
                buffer.getLong(),
                buffer.getLong());
    }

    Guard after(long offset, long decidedAt) {
        return new Guard(offset + 1, base, decidedAt, events, firstClaim, nextClaim);
    }

    Guard withEvents(long position) {
        return new Guard(next, base, at, position, firstClaim, nextClaim);
    }

    Guard withAt(long other) {
        return new Guard(next, base, other, events, firstClaim, nextClaim);
    }

    Guard withBase(long other) {
        return new Guard(next, other, at, events, firstClaim, nextClaim);
    }

    Guard withNext(long other) {
        return new Guard(other, base, at, events, firstClaim, nextClaim);
    }

    Guard withClaims(long first, long following) {
        return new Guard(next, base, at, events, first, following);
    }
}
