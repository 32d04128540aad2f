package io.q2o.command.door;

import io.q2o.command.decider.Outcomes;
import io.q2o.log.CommandLog;
import io.q2o.log.CommandRecord;
import io.q2o.log.OutcomeRecord;
import io.q2o.schemas.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A log whose decider gives the same answer to every command, with or without acknowledging it. */
final class AnsweringLog implements CommandLog {
    static final Position POSITION = new Position(2, 17);

    final List<CommandRecord> appended = new ArrayList<>();

    private final Outcomes outcomes;
    private final int status;
    private final @Nullable Position token;
    private final String body;
    private final Mono<Position> acknowledgement;

    AnsweringLog(
            Outcomes outcomes,
            int status,
            @Nullable Position token,
            String body,
            Mono<Position> acknowledgement) {
        this.outcomes = outcomes;
        this.status = status;
        this.token = token;
        this.body = body;
        this.acknowledgement = acknowledgement;
    }

    /** Accepts each command and acknowledges it. */
    static AnsweringLog accepting(Outcomes outcomes) {
        return new AnsweringLog(outcomes, 201, POSITION, "{\"id\":1}", Mono.just(POSITION));
    }

    @Override
    public Mono<Position> append(CommandRecord command) {
        return Mono.defer(() -> {
            appended.add(command);
            outcomes.answer(
                    new OutcomeRecord(
                            command.id(),
                            POSITION,
                            status,
                            Instant.EPOCH,
                            token,
                            command.actor(),
                            command.keyId(),
                            command.claim(),
                            body.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            return acknowledgement;
        });
    }
}
