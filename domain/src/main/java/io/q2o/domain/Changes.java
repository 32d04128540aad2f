package io.q2o.domain;

/** Where {@code evolve} puts the states that follow from an event. */
public interface Changes {
    /** From now on the thing is in this state; its kind's {@code absent} removes it. */
    <S> void put(Key<S> key, S state);
}
