package io.q2o.benchmarks;

import io.q2o.log.ReactorKafkaCommandLog;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Readable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.kafka.sender.KafkaSender;
import reactor.kafka.sender.SenderOptions;
import reactor.kafka.sender.SenderRecord;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the platform is compared with: a WebFlux server that only appends what it is sent, with the
 * settings of the command log's producer, and one that only selects a tenant's row.
 */
public final class BareServer {
    static final String TOPIC = "benchmark.commands";

    /** The statement of the query API's point read. */
    private static final String SELECT =
            """
            select t.tenant_id, t.name, t.tenant, t.logo_url, t.primary_color, t.domain, t.email,
                t.phone_number, t.otp_delivery_method, t.monthly_run_quota, t.usage_current,
                t.activation_codes_total, t.activation_codes_used, t.erased, t.profile_version,
                t.created_at, t.updated_at, t.plan_name, t.subscription_state, exists (
                    select 1 from parked_tenant p where p.projection = 'licensing' and p.tenant = t.tenant)
            from tenant t
            where t.tenant = $1
            """;

    private static final List<String> NAMES =
            List.of(
                    "id",
                    "name",
                    "slug",
                    "logoUrl",
                    "primaryColor",
                    "domain",
                    "email",
                    "phoneNumber",
                    "otpDeliveryMethod",
                    "usageQuota",
                    "usageCurrent",
                    "activationCodesTotal",
                    "activationCodesUsed",
                    "erased",
                    "version",
                    "createdAt",
                    "updatedAt",
                    "planName",
                    "state");
    private static final int CREATED_AT = 15;
    private static final int UPDATED_AT = 16;
    private static final int CONNECTIONS = 16;
    private static final byte[] ACTOR = "admin:local-admin".getBytes(StandardCharsets.UTF_8);
    private static final byte[] TYPE =
            "q2o.command.tenants.change-tenant.v1".getBytes(StandardCharsets.UTF_8);
    private static final byte[] ONE = "1".getBytes(StandardCharsets.UTF_8);
    private static final byte[] JSON = "application/json".getBytes(StandardCharsets.UTF_8);
    private static final byte[] KEY = "local".getBytes(StandardCharsets.UTF_8);

    private final KafkaSender<String, byte[]> sender;
    private final List<ConnectionPool> pools = new ArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();

    private BareServer() {
        sender = sender(System.getenv("BARE_KAFKA"));
        var loops = Runtime.getRuntime().availableProcessors();
        for (int i = 0; i < loops; i++) {
            pools.add(pool("bare-" + i, CONNECTIONS / loops));
        }
    }

    /** Serves until its input ends; prints its port. */
    public static void main(String[] arguments) throws Exception {
        var bare = new BareServer();
        var routes =
                RouterFunctions.route()
                        .PUT("/bare/append/{slug}", bare::append)
                        .GET("/bare/select/{slug}", bare::select)
                        .build();
        var server =
                HttpServer.create()
                        .host("127.0.0.1")
                        .port(0)
                        .handle(
                                new ReactorHttpHandlerAdapter(
                                        RouterFunctions.toHttpHandler(routes)))
                        .bindNow();
        System.out.println(server.port());
        while (System.in.read() >= 0) {
            // whoever started this holds the other end
        }
        server.disposeNow();
        System.exit(0);
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

    /** One pool stays on one loop: one of two loops would serve nearly all of a common one. */
    private static ConnectionPool pool(String name, int size) {
        var options =
                ConnectionFactoryOptions.parse("r2dbc:" + System.getenv("BARE_POSTGRES"))
                        .mutate()
                        .option(ConnectionFactoryOptions.USER, "q2o_query_admin")
                        .option(ConnectionFactoryOptions.PASSWORD, System.getenv("BARE_PASSWORD"))
                        .option(
                                PostgresqlConnectionFactoryProvider.LOOP_RESOURCES,
                                LoopResources.create(name, 1, 1, true, false))
                        .option(
                                PostgresqlConnectionFactoryProvider.OPTIONS,
                                Map.of(
                                        "statement_timeout",
                                        "5000",
                                        "default_transaction_read_only",
                                        "on"))
                        .build();
        return new ConnectionPool(
                ConnectionPoolConfiguration.builder(ConnectionFactories.get(options))
                        .name(name)
                        .initialSize(size)
                        .maxSize(size)
                        .build());
    }

    private Mono<ServerResponse> append(ServerRequest request) {
        var slug = request.pathVariable("slug");
        return request.bodyToMono(byte[].class)
                .flatMap(body ->
                        sender.send(Mono.just(SenderRecord.create(record(slug, body), null)))
                                .next())
                .flatMap(result ->
                        result.exception() == null
                                ? ServerResponse.ok()
                                        .contentType(MediaType.APPLICATION_JSON)
                                        .bodyValue(
                                                ("{\"offset\":"
                                                                + result.recordMetadata().offset()
                                                                + "}")
                                                        .getBytes(StandardCharsets.UTF_8))
                                : Mono.error(result.exception()));
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

    private Mono<ServerResponse> select(ServerRequest request) {
        var slug = request.pathVariable("slug");
        var pool = pools.get(Math.floorMod(turn.getAndIncrement(), pools.size()));
        return Mono.usingWhen(
                        pool.create(),
                        connection ->
                                Flux.from(
                                                connection
                                                        .createStatement(SELECT)
                                                        .bind(0, slug)
                                                        .execute())
                                        .flatMap(result -> result.map(BareServer::json))
                                        .next(),
                        Connection::close)
                .flatMap(json ->
                        ServerResponse.ok().contentType(MediaType.APPLICATION_JSON).bodyValue(json))
                .switchIfEmpty(Mono.defer(() -> ServerResponse.notFound().build()));
    }

    private static byte[] json(Readable row) {
        var view = new LinkedHashMap<String, Object>();
        for (int i = 0; i < NAMES.size(); i++) {
            var value = i == CREATED_AT || i == UPDATED_AT ? row.get(i, Instant.class) : row.get(i);
            view.put(NAMES.get(i), value);
        }
        return JsonMapper.shared().writeValueAsBytes(view);
    }
}
