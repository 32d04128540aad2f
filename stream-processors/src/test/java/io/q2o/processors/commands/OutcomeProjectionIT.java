package io.q2o.processors.commands;

import static org.assertj.core.api.Assertions.assertThat;

import io.q2o.log.OutcomeRecord;
import io.q2o.log.Uuid7;
import io.q2o.processors.SeenReadModel;
import io.q2o.schemas.Position;
import io.r2dbc.spi.Connection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class OutcomeProjectionIT {
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MICROS);

    private final SeenReadModel model = SeenReadModel.empty();

    @AfterEach
    void close() {
        model.close();
    }

    private void apply(OutcomeProjection projection, OutcomeRecord... outcomes) {
        Mono.usingWhen(
                        model.pool().create(),
                        connection ->
                                Mono.from(connection.beginTransaction())
                                        .then(projection.apply(List.of(outcomes), connection))
                                        .then(Mono.from(connection.commitTransaction())),
                        Connection::close)
                .block(Duration.ofSeconds(10));
    }

    private static OutcomeRecord outcome(long offset, int status, Instant at, String body) {
        return new OutcomeRecord(
                Uuid7.next(),
                new Position(2, offset),
                status,
                at,
                null,
                "admin:someone",
                null,
                null,
                body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void keepsNeitherSealedTextsNorSlotsOfSecrets() {
        apply(
                new OutcomeProjection(),
                outcome(
                        7,
                        201,
                        NOW,
                        """
                        {"slug": "acme", "email": {"key": "acme/1", "sealed": "c2VjcmV0", "mac": "bWFj"}, "codes":
                         [{"id": 5, "code": {"slot": "code", "id": 5}}, {"slot": "code", "id": 6}], "list": [{"key": "acme/1", "sealed": "eA==", "mac": "eQ=="}]}\
                        """));
        assertThat(model.one("select body from command_outcome"))
                .isEqualTo(
                        "{\"list\": [null], \"slug\": \"acme\", \"codes\": [{\"id\": 5, \"code\": null}, null], \"email\": null}");
        assertThat(
                        model.one(
                                "select concat_ws(' ', partition, command_offset, principal, status) from command_outcome"))
                .isEqualTo("2 7 admin:someone 201");
    }

    @Test
    void makesTheSameRowsWhenABatchIsAppliedTwice() {
        var projection = new OutcomeProjection();
        var outcomes =
                new OutcomeRecord[] {
                    outcome(1, 200, NOW, "{\"a\": 1}"), outcome(2, 409, NOW, "{\"type\": \"x\"}")
                };
        apply(projection, outcomes);
        var once = model.rows();
        apply(projection, outcomes);
        assertThat(model.rows()).isEqualTo(once);
        assertThat(once.get("command_outcome")).hasSize(2);
    }

    @Test
    void forgetsWhatIsOlderThanAWeek() {
        apply(
                new OutcomeProjection(),
                outcome(1, 200, NOW.minus(Duration.ofDays(7)).minusSeconds(60), "{}"),
                outcome(2, 200, NOW.minus(Duration.ofDays(7)).plusSeconds(60), "{}"));
        assertThat(model.asProjector("select command_offset from command_outcome"))
                .containsExactly("2");
    }
}
