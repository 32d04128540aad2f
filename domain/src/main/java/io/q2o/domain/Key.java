package io.q2o.domain;

/**
 * Names one thing in the state of a partition.
 *
 * @param kind what it is
 * @param id which one
 */
public record Key<S>(Kind<S> kind, String id) {}
