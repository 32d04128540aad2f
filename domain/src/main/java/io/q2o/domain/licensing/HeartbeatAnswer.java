package io.q2o.domain.licensing;

/** What a device is told that may go on. */
record HeartbeatAnswer(boolean ok) {}
