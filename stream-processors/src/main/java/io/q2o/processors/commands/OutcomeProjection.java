package io.q2o.processors.commands;

import io.q2o.log.LogJson;
import io.q2o.log.OutcomeRecord;
import io.q2o.processors.projection.Projection;
import io.q2o.processors.projection.Upsert;
import io.q2o.schemas.Position;
import io.q2o.schemas.Topics;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Result;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What became of each command, for a week; sealed texts and secrets are left out. */
public final class OutcomeProjection implements Projection<OutcomeRecord> {
    private static final Duration KEPT = Duration.ofDays(7);
    private static final long SWEEP_NANOS = Duration.ofMinutes(1).toNanos();

    private static final Upsert<OutcomeRecord> UPSERT =
            Upsert.<OutcomeRecord>into("command_outcome", "partition", "command_offset")
                    .column("partition", "int", outcome -> outcome.position().partition())
                    .column("command_offset", "bigint", outcome -> outcome.position().offset())
                    .column("principal", "text", OutcomeRecord::actor)
                    .column("status", "int", OutcomeRecord::status)
                    .column("body", "jsonb", OutcomeProjection::body)
                    .column("at", "timestamptz", OutcomeRecord::at);

    private final Map<Integer, Long> swept = new ConcurrentHashMap<>();

    @Override
    public String name() {
        return "outcomes";
    }

    @Override
    public String topic() {
        return Topics.OUTCOMES;
    }

    @Override
    public OutcomeRecord read(ConsumerRecord<String, byte[]> record) {
        return OutcomeRecord.read(record);
    }

    @Override
    public boolean isOrdered() {
        return false;
    }

    @Override
    public Position reachedWith(OutcomeRecord record) {
        return record.position();
    }

    @Override
    public Mono<Void> apply(List<OutcomeRecord> records, Connection connection) {
        return UPSERT.rows(records, connection)
                .then(
                        Mono.defer(() ->
                                Flux.fromStream(
                                                records.stream()
                                                        .map(one -> one.position().partition())
                                                        .distinct())
                                        .concatMap(partition -> sweep(partition, connection))
                                        .then()));
    }

    private Mono<Void> sweep(int partition, Connection connection) {
        var now = System.nanoTime();
        var last = swept.get(partition);
        if (last != null && now - last < SWEEP_NANOS) {
            return Mono.empty();
        }
        swept.put(partition, now);
        return Flux.from(
                        connection
                                .createStatement(
                                        """
                                        delete from command_outcome
                                        where partition = $1 and at < now() - make_interval(days => $2)\
                                        """)
                                .bind(0, partition)
                                .bind(1, (int) KEPT.toDays())
                                .execute())
                .flatMap(Result::getRowsUpdated)
                .then();
    }

    private static JsonNode body(OutcomeRecord outcome) {
        var body = LogJson.MAPPER.readTree(outcome.body());
        strip(body);
        return body;
    }

    private static void strip(JsonNode node) {
        switch (node) {
            case ObjectNode object ->
                    List.copyOf(object.properties())
                            .forEach(property -> {
                                if (isClosed(property.getValue())) {
                                    object.putNull(property.getKey());
                                } else {
                                    strip(property.getValue());
                                }
                            });
            case ArrayNode array -> {
                for (int i = 0; i < array.size(); i++) {
                    if (isClosed(array.get(i))) {
                        array.setNull(i);
                    } else {
                        strip(array.get(i));
                    }
                }
            }
            default -> {}
        }
    }

    private static boolean isClosed(JsonNode node) {
        return node.has("sealed") || node.has("slot");
    }
}
