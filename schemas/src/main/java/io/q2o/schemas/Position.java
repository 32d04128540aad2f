package io.q2o.schemas;

/**
 * The place of a command in {@code q2o.commands}: what ids, tokens and the decider's guard are made
 * of.
 *
 * @param partition 0 to 255
 * @param offset offset plus the base of the partition, so that it never repeats when a log is
 *     re-created
 */
public record Position(int partition, long offset) {
    /** At most this many partitions fit into an entity id. */
    public static final int MAX_PARTITIONS = 256;

    /** At most this many entities fit into one command. */
    public static final int MAX_ENTITIES = 128;

    private static final long MAX_OFFSET = (1L << 38) - 2;

    public Position {
        if (partition < 0 || partition >= MAX_PARTITIONS || offset < 0 || offset > MAX_OFFSET) {
            throw new IllegalArgumentException("no position: " + partition + ":" + offset);
        }
    }

    /** Reads {@code partition:offset}. */
    public static Position parse(String text) {
        var colon = text.indexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("a position reads partition:offset, not " + text);
        }
        return new Position(
                Integer.parseInt(text.substring(0, colon)),
                Long.parseLong(text.substring(colon + 1)));
    }

    /** The number of the n-th entity made here: at most 2^53 - 1, so that JSON numbers hold it. */
    public long entityId(int n) {
        if (n < 0 || n >= MAX_ENTITIES) {
            throw new IllegalArgumentException(
                    "a command makes at most " + MAX_ENTITIES + " entities");
        }
        return (offset + 1) << 15 | (long) partition << 7 | n;
    }

    /** The position at which an entity was made. */
    public static Position ofEntity(long id) {
        return new Position((int) (id >>> 7) & 0xff, (id >>> 15) - 1);
    }

    /** {@code partition-offset}: the id under which callers ask for the command. */
    public String commandId() {
        return partition + "-" + offset;
    }

    /** {@code partition:offset}. */
    @Override
    public String toString() {
        return partition + ":" + offset;
    }
}
