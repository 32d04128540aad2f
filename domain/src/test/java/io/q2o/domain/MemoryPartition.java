package io.q2o.domain;

import io.q2o.schemas.Event;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a partition knows, in memory: the fold of the events it was told. */
public final class MemoryPartition implements Knowledge, Changes {
    private final Map<Key<?>, Object> states = new LinkedHashMap<>();

    @Override
    @SuppressWarnings("unchecked") // put files each state under a key of its own type
    public <S> S of(Key<S> key) {
        var state = states.get(key);
        return state == null ? key.kind().absent() : (S) state;
    }

    @Override
    public <S> void put(Key<S> key, S state) {
        if (state.equals(key.kind().absent())) {
            states.remove(key);
        } else {
            states.put(key, state);
        }
    }

    /** Folds an event. */
    public void tell(RuleBook rules, Event event, Moment happened) {
        rules.evolve(this, event, happened, this);
    }

    /** Everything known. */
    public Map<Key<?>, Object> states() {
        return Map.copyOf(states);
    }
}
