package io.q2o.schemas;

/**
 * A passing fact, on {@code q2o.telemetry} instead of {@code q2o.events}: kept for some days, for
 * nobody needs it for ever. Nothing that lasts may follow from it.
 */
public interface Telemetry extends Event {}
