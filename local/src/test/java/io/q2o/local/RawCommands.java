package io.q2o.local;

import io.q2o.log.CommandRecord;
import io.q2o.log.IdempotencyClaim;
import io.q2o.log.KafkaSettings;
import io.q2o.log.ReactorKafkaCommandLog;
import io.q2o.log.Uuid7;
import io.q2o.schemas.Command;
import io.q2o.schemas.Position;
import io.q2o.schemas.StoredTypes;
import io.q2o.schemas.tenants.TenantCommand.ChangeTenant;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Commands appended past every door, as doors append them. */
final class RawCommands implements AutoCloseable {
    private final ReactorKafkaCommandLog log;

    RawCommands(KafkaSettings settings) {
        log = new ReactorKafkaCommandLog(settings, "test", 512, Duration.ofSeconds(10));
    }

    /** Asks for another name of a tenant; returns once the log has it. */
    void rename(String slug, String name) {
        append(
                        new ChangeTenant(slug, name, null, null, null, null, null, null, null),
                        "admin:test",
                        null)
                .block(Duration.ofSeconds(20));
    }

    /** Appends so many random commands; completes once the log has them all. */
    Mono<Void> append(RandomCommands commands, int count) {
        return Flux.range(0, count).flatMap(_ -> append(commands), 200).then();
    }

    private Mono<Position> append(RandomCommands commands) {
        var command = commands.next();
        var actor = commands.actor();
        var key = commands.key();
        var scope = actor + "|" + StoredTypes.nameOf(command.getClass()) + "|" + command.key();
        return append(
                        command,
                        actor,
                        key == null
                                ? null
                                : new IdempotencyClaim(scope, key, commands.fingerprint()))
                .doOnNext(position -> commands.appended(command, position));
    }

    private Mono<Position> append(Command command, String actor, @Nullable IdempotencyClaim claim) {
        var id = Uuid7.next();
        return log.append(
                new CommandRecord(id, command, id.toString(), actor, 1, "local", claim, null));
    }

    @Override
    public void close() {
        log.close();
    }
}
