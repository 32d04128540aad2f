package io.q2o.log;

import io.q2o.schemas.Position;
import reactor.core.publisher.Mono;

/** Where commands are appended; their order in a partition is the only order there is. */
public interface CommandLog {
    /**
     * Appends one command, acknowledged by all in-sync replicas.
     *
     * <p>Emits the position, or fails with {@link LogUnavailableException} when the command was
     * never handed to the producer, so that nothing was or will be done, or with {@link
     * AppendUncertainException} when it was and may still arrive.
     */
    Mono<Position> append(CommandRecord command);
}
