package io.q2o.command.door;

import io.q2o.log.CommandLog;
import io.q2o.log.CommandRecord;
import io.q2o.log.LogUnavailableException;
import io.q2o.schemas.Position;
import reactor.core.publisher.Mono;

/** A log that takes no command. */
final class RefusingLog implements CommandLog {
    @Override
    public Mono<Position> append(CommandRecord command) {
        return Mono.error(new LogUnavailableException("the broker does not acknowledge"));
    }
}
