package io.q2o.query.consistency;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * How far each partition of each projection has got, as far as this process has heard, and who
 * waits for more. The last position heard counts, also when it is lower: a projection that is built
 * anew starts from the front.
 */
@Component
final class KnownPositions {
    private static final long NOTHING = -1;

    private final Map<Place, Progress> progress = new ConcurrentHashMap<>();
    private final AtomicLong waits = new AtomicLong();
    private final AtomicInteger waiting = new AtomicInteger();

    private record Place(String projection, int partition) {}

    private record Waiter(long position, long number, MonoSink<Void> sink)
            implements Comparable<Waiter> {
        @Override
        public int compareTo(Waiter other) {
            var byPosition = Long.compare(position, other.position);
            return byPosition != 0 ? byPosition : Long.compare(number, other.number);
        }
    }

    private static final class Progress {
        private volatile long position = NOTHING;
        private final ConcurrentSkipListSet<Waiter> waiters = new ConcurrentSkipListSet<>();

        void learn(long heard) {
            position = heard;
            for (var waiter : waiters) {
                if (waiter.position() > heard) {
                    break;
                }
                waiter.sink().success();
            }
        }
    }

    /** Takes down where a partition is and wakes whoever waited for that. */
    void learn(String projection, int partition, long position) {
        at(projection, partition).learn(position);
    }

    boolean have(Projection projection, Map<Integer, Long> positions) {
        for (var wanted : positions.entrySet()) {
            if (at(projection.stored(), wanted.getKey()).position < wanted.getValue()) {
                return false;
            }
        }
        return true;
    }

    /** Completes when each partition has got to its position, which may be never. */
    Mono<Void> reach(Projection projection, Map<Integer, Long> positions) {
        return Flux.fromIterable(positions.entrySet())
                .flatMap(
                        wanted ->
                                reach(at(projection.stored(), wanted.getKey()), wanted.getValue()),
                        Math.max(1, positions.size()))
                .then();
    }

    private Mono<Void> reach(Progress at, long position) {
        return Mono.create(sink -> {
            var waiter = new Waiter(position, waits.getAndIncrement(), sink);
            at.waiters.add(waiter);
            waiting.incrementAndGet();
            sink.onDispose(() -> {
                at.waiters.remove(waiter);
                waiting.decrementAndGet();
            });
            if (at.position >= position) { // what was heard before the waiter stood in line
                sink.success();
            }
        });
    }

    /** Callers in line, one counted once a partition. */
    int waiting() {
        return waiting.get();
    }

    private Progress at(String projection, int partition) {
        var place = new Place(projection, partition);
        var known = progress.get(place);
        return known != null ? known : progress.computeIfAbsent(place, _ -> new Progress());
    }
}
