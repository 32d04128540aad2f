package io.q2o.benchmarks;

import io.q2o.log.ReactorKafkaCommandLog;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;
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
import reactor.core.scheduler.Schedulers;
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

    /** As long as the claims of a device. */
    private static final String CLAIMS = "{\"claim\":\"%s\"}".formatted("x".repeat(420));

    private final KafkaSender<String, byte[]> sender;
    private final PrivateKey key;

    BareAppends(String bootstrapServers) throws GeneralSecurityException {
        sender = sender(bootstrapServers);
        var pairs = KeyPairGenerator.getInstance("RSA");
        pairs.initialize(2048);
        key = pairs.generateKeyPair().getPrivate();
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
                        ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                        1,
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

    /** Signs as much as an access token holds, where answers of the platform are made, too. */
    Mono<ServerResponse> appendAndSign(ServerRequest request) {
        return appended(request)
                .publishOn(Schedulers.parallel())
                .flatMap(offset -> answer("{\"token\":\"" + signed(offset) + "\"}"));
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

    private String signed(long offset) {
        var text = (CLAIMS + offset).getBytes(StandardCharsets.UTF_8);
        try {
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(text);
            var base64 = Base64.getUrlEncoder().withoutPadding();
            return base64.encodeToString(text) + "." + base64.encodeToString(signature.sign());
        } catch (GeneralSecurityException fault) {
            throw new IllegalStateException("the bare server cannot sign", fault);
        }
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
