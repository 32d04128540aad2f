package io.q2o.command.decider;

import io.q2o.domain.Changes;
import io.q2o.domain.Key;
import io.q2o.domain.Knowledge;
import io.q2o.domain.Moment;
import io.q2o.domain.RuleBook;
import io.q2o.log.EventRecord;
import io.q2o.schemas.Position;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Folds the events of one partition into the entries that its decider has stored about things: each
 * thing's state and how many events each record key has had. What the runtime remembers besides,
 * the position and the answers kept for repeated requests, follows from commands and not from
 * events. Not thread-safe.
 */
public final class StateFold {
    private final RuleBook rules;
    private final Known known = new Known();
    private final Map<String, Long> versions = new HashMap<>();

    public StateFold(RuleBook rules) {
        this.rules = rules;
    }

    /**
     * Folds the next event of the partition.
     *
     * @throws IllegalStateException if it cannot follow what was folded before
     */
    public void fold(EventRecord record) {
        var before = versions.getOrDefault(record.key(), 0L);
        if (record.tenantVersion() != before + 1) {
            throw new IllegalStateException(
                    "event %d of %s follows its event %d"
                            .formatted(record.tenantVersion(), record.key(), before));
        }
        rules.evolve(known, record.event(), new Happened(record.at(), record.position()), known);
        versions.put(record.key(), record.tenantVersion());
    }

    /** Every entry by its stored key; the values are byte-equal to those of the decider. */
    public SortedMap<String, byte[]> entries() {
        var entries = new TreeMap<String, byte[]>();
        known.states.forEach((key, state) -> {
            var bytes = PartitionState.bytesOf(key, state);
            if (bytes != null) {
                entries.put(PartitionState.stored(key), bytes);
            }
        });
        versions.forEach((key, version) ->
                entries.put(PartitionState.storedVersion(key), PartitionState.bytesOf(version)));
        return entries;
    }

    private static final class Known implements Knowledge, Changes {
        private final Map<Key<?>, Object> states = new HashMap<>();

        @Override
        @SuppressWarnings("unchecked") // put files each state under a key of its own type
        public <S> S of(Key<S> key) {
            var state = states.get(key);
            return state == null ? key.kind().absent() : (S) state;
        }

        @Override
        public <S> void put(Key<S> key, S state) {
            states.put(key, state);
        }
    }

    /** The moment of an event; what is told of a secret stands in the event itself. */
    private record Happened(Instant at, Position position) implements Moment {
        @Override
        public long id(int n) {
            return position.entityId(n);
        }

        @Override
        public String hashOf(String kind, long id, int counter) {
            throw withoutKeys();
        }

        @Override
        public String lastFourOf(String kind, long id, int counter) {
            throw withoutKeys();
        }

        @Override
        public String secretKey() {
            throw withoutKeys();
        }

        private static IllegalStateException withoutKeys() {
            return new IllegalStateException("an event is folded without derivation keys");
        }
    }
}
