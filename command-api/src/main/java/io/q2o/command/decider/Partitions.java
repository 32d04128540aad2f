package io.q2o.command.decider;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Which partitions this process decides, and which of them stand still. */
public final class Partitions {
    private final Set<Integer> owned = ConcurrentHashMap.newKeySet();
    private final Map<Integer, String> halted = new ConcurrentSkipListMap<>();
    private volatile BiConsumer<Integer, Guard> listener = (_, _) -> {};
    private volatile Runnable moved = () -> {};

    void onOwned(BiConsumer<Integer, Guard> told) {
        listener = told;
    }

    void onMoved(Runnable told) {
        moved = told;
    }

    void own(int partition, Guard guard) {
        owned.add(partition);
        moved.run();
        listener.accept(partition, guard);
    }

    void disown(int partition) {
        owned.remove(partition);
        halted.remove(partition);
        moved.run();
    }

    boolean isOwned(int partition) {
        return owned.contains(partition);
    }

    void halt(int partition, String reason) {
        halted.putIfAbsent(partition, reason);
    }

    /** As {@link #halt}, by somebody who knows more than whoever said it before. */
    void haltKnowing(int partition, String reason) {
        halted.put(partition, reason);
    }

    void resume(int partition) {
        halted.remove(partition);
    }

    /** Why a partition stands still, null if it does not. */
    public @Nullable String haltOf(int partition) {
        return halted.get(partition);
    }

    /** Reasons of all partitions that stand still. */
    public Map<Integer, String> halted() {
        return new TreeMap<>(halted);
    }

    /** How many partitions this process decides. */
    public int ownedCount() {
        return owned.size();
    }
}
