package io.q2o.command.door;

import io.q2o.log.CommandLog;
import io.q2o.log.CommandRecord;
import io.q2o.schemas.Position;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Mono;

/** A log that takes every command, of which nothing is heard again. */
final class SilentLog implements CommandLog {
    final List<CommandRecord> appended = new ArrayList<>();

    private final Mono<Position> acknowledgement;

    SilentLog(Mono<Position> acknowledgement) {
        this.acknowledgement = acknowledgement;
    }

    @Override
    public Mono<Position> append(CommandRecord command) {
        return Mono.defer(() -> {
            appended.add(command);
            return acknowledgement;
        });
    }
}
