package io.q2o.query.lists;

/**
 * One page as it was found.
 *
 * @param page what is answered
 * @param parked whether some tenant's events in one of the wanted partitions could not be applied
 */
public record Listed<P>(P page, boolean parked) {}
