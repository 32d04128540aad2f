package io.q2o.query.commands;

import static io.q2o.query.postgres.Columns.required;

import io.q2o.query.postgres.ReadModel;
import io.q2o.schemas.Position;
import io.q2o.web.Caller;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** What became of commands, for those who sent them and for admins. */
@Component
class CommandsQuery {
    /** One row always: what became of the command, and whether that would be known. */
    private static final String OUTCOME =
            """
            select
                coalesce((
                    select p.position >= :offset
                    from projection_position p
                    where p.projection = 'outcomes' and p.partition = :partition), false),
                o.status, o.at, o.principal, o.body::text,
                o.at < now() - make_interval(secs => :retention)
            from (values (1)) always
            left join command_outcome o on o.partition = :partition and o.command_offset = :offset
            """;

    private final ReadModel readModel;
    private final Duration retention;

    CommandsQuery(ReadModel readModel, CommandsProperties properties) {
        this.readModel = readModel;
        this.retention = properties.retention();
    }

    private record Line(
            boolean reached,
            @Nullable Integer status,
            @Nullable Instant at,
            @Nullable String principal,
            @Nullable String body,
            boolean old) {
        static Line of(Readable row) {
            return new Line(
                    required(row, 0, Boolean.class),
                    row.get(1, Integer.class),
                    row.get(2, Instant.class),
                    row.get(3, String.class),
                    row.get(4, String.class),
                    Boolean.TRUE.equals(row.get(5, Boolean.class)));
        }

        /** Empty where the caller is to learn nothing. */
        Mono<CommandView> seenBy(Caller caller, String id) {
            if (status == null || at == null) {
                return reached ? Mono.empty() : Mono.just(CommandView.pending(id));
            }
            return old || !(caller.isAdmin() || caller.actor().equals(principal))
                    ? Mono.empty()
                    : Mono.just(CommandView.decided(id, status, at, body));
        }
    }

    /** Empty for a command that is gone, was never sent, or is somebody else's. */
    Mono<CommandView> byPosition(Position position, Caller caller) {
        return (caller.isAdmin()
                        ? readModel.asAdmin(client -> line(client, position))
                        : readModel.asAnyone(client -> line(client, position)))
                .flatMap(line -> line.seenBy(caller, position.commandId()));
    }

    private Mono<Line> line(DatabaseClient client, Position position) {
        return client.sql(OUTCOME)
                .bind("partition", position.partition())
                .bind("offset", position.offset())
                .bind("retention", (double) retention.toSeconds())
                .map(Line::of)
                .one();
    }
}
