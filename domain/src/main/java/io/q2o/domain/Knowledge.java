package io.q2o.domain;

/**
 * What a partition knows: the fold of its events so far. Reading has no effect and gives equal
 * answers to equal logs.
 */
public interface Knowledge {
    /** The state of a thing; its kind's {@code absent} if nothing ever happened to it. */
    <S> S of(Key<S> key);
}
