package io.q2o.benchmarks;

import io.q2o.log.ReactorKafkaCommandLog;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.kafka.sender.KafkaSender;
import reactor.kafka.sender.SenderOptions;
import reactor.kafka.sender.SenderRecord;

/** Appends what it is sent, with the settings of the command log's producer, and nothing else. */
final class BareAppends {
    static final String TOPIC = "benchmark.commands";

    private static final byte[] ACTOR = "admin:local-admin".getBytes(StandardCharsets.UTF_8);
    private static final byte[] TYPE =
            "q2o.command.tenants.change-tenant.v1".getBytes(StandardCharsets.UTF_8);
    private static final byte[] ONE = "1".getBytes(StandardCharsets.UTF_8);
    private static final byte[] JSON = "application/json".getBytes(StandardCharsets.UTF_8);
    private static final byte[] KEY = "local".getBytes(StandardCharsets.UTF_8);

    private final KafkaSender<String, byte[]> sender;

    BareAppends(String bootstrapServers) {
        sender = sender(bootstrapServers);
    }

    private static KafkaSender<String, byte[]> sender(String bootstrapServers) {
        var settings =
                Map.<String, Object>of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        true,
                        ProducerConfig.LINGER_MS_CONFIG,
                        0,
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        "none",
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        2_000,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        3_000,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        8_000);
        return KafkaSender.create(
                SenderOptions.<String, byte[]>create(settings)
                        .withKeySerializer(new StringSerializer())
                        .withValueSerializer(new ByteArraySerializer())
                        .maxInFlight(2_048)
                        .stopOnError(false));
    }

    Mono<ServerResponse> append(ServerRequest request) {
        return appended(request).flatMap(offset -> answer("{\"offset\":" + offset + "}"));
    }

    private Mono<Long> appended(ServerRequest request) {
        var slug = request.pathVariable("slug");
        return request.bodyToMono(byte[].class)
                .flatMap(body ->
                        sender.send(Mono.just(SenderRecord.create(record(slug, body), null)))
                                .next())
                .flatMap(result ->
                        result.exception() == null
                                ? Mono.just(result.recordMetadata().offset())
                                : Mono.error(result.exception()));
    }

    private static Mono<ServerResponse> answer(String json) {
        return ServerResponse.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(json.getBytes(StandardCharsets.UTF_8));
    }

    /** A record with headers as long as those of a command. */
    private static ProducerRecord<String, byte[]> record(String slug, byte[] body) {
        var id = UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8);
        var headers = new RecordHeaders();
        headers.add("ce_type", TYPE);
        headers.add("ce_id", id);
        headers.add("ce_correlationid", id);
        headers.add("actor", ACTOR);
        headers.add("rules", ONE);
        headers.add("key-id", KEY);
        headers.add("content-type", JSON);
        return new ProducerRecord<>(
                TOPIC,
                ReactorKafkaCommandLog.partitionOf(slug, Stack.PARTITIONS),
                null,
                slug,
                body,
                headers);
    }
}
