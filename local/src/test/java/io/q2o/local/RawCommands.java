package io.q2o.local;

import io.q2o.log.CommandRecord;
import io.q2o.log.IdempotencyClaim;
import io.q2o.log.KafkaSettings;
import io.q2o.log.ReactorKafkaCommandLog;
import io.q2o.log.StoredRecords;
import io.q2o.log.Uuid7;
import io.q2o.schemas.Command;
import io.q2o.schemas.Position;
import io.q2o.schemas.Topics;
import io.q2o.schemas.platform.StoredTypes;
import io.q2o.schemas.tenants.TenantCommand.ChangeTenant;
import java.time.Duration;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Commands appended past every door, as doors append them, but with the patience of a producer that
 * nobody waits for: a broker that pauses for some seconds costs time and no command.
 */
final class RawCommands implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final KafkaSettings settings;
    private final KafkaProducer<String, byte[]> producer;

    RawCommands(KafkaSettings settings) {
        this.settings = settings;
        producer =
                new KafkaProducer<>(
                        settings.clientSettings("test"),
                        new StringSerializer(),
                        new ByteArraySerializer());
    }

    /** Asks for another name of a tenant; returns once the log has it. */
    void rename(String slug, String name) {
        append(
                        new ChangeTenant(slug, name, null, null, null, null, null, null, null),
                        "admin:test",
                        null)
                .block(PATIENCE);
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
        var headers =
                new CommandRecord(id, command, id.toString(), actor, 1, "local", claim, null)
                        .headers(settings.positionBase());
        var partition = ReactorKafkaCommandLog.partitionOf(command.key(), settings.partitions());
        var record =
                new ProducerRecord<>(
                        Topics.COMMANDS,
                        partition,
                        null,
                        command.key(),
                        StoredRecords.write(command),
                        headers);
        return Mono.create(sink ->
                producer.send(
                        record,
                        (written, fault) -> {
                            if (fault == null) {
                                sink.success(
                                        new Position(
                                                partition,
                                                written.offset() + settings.positionBase()));
                            } else {
                                sink.error(fault);
                            }
                        }));
    }

    @Override
    public void close() {
        producer.close();
    }
}
