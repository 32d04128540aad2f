package io.q2o.benchmarks;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;
import tools.jackson.databind.json.JsonMapper;

/** Selects rows by their primary key, through the driver and settings of the query API. */
final class BareSelects {
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

    /** What lists show of rows, by their keys. */
    private static final Map<String, String> PAGES =
            Map.of(
                    "tenants",
                    """
                    select t.tenant_id, t.name, t.tenant, t.logo_url, t.primary_color, t.domain, t.email,
                        t.phone_number, t.otp_delivery_method, t.monthly_run_quota, t.usage_current,
                        t.activation_codes_total, t.activation_codes_used, t.erased, t.profile_version,
                        t.created_at, t.updated_at, t.plan_name, t.subscription_state
                    from tenant t where t.tenant = any($1)
                    """,
                    "codes",
                    """
                    select c.code_id, c.last_four, t.name, c.tenant, c.label, c.expires_at, c.used_at,
                        c.created_at, c.use_count, c.max_uses, c.source, c.revoked_at
                    from activation_code c left join tenant t on t.tenant = c.tenant
                    where c.code_id = any($1)
                    """,
                    "devices",
                    """
                    select d.device_id, t.name, d.tenant, d.label, d.fingerprint, s.seen_at, d.created_at,
                        d.revoked, d.code_id
                    from device d left join tenant t on t.tenant = d.tenant
                    left join device_sighting s on s.device_id = d.device_id
                    where d.device_id = any($1)
                    """);

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

    private final List<ConnectionPool> pools = new ArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();

    BareSelects() {
        var loops = Runtime.getRuntime().availableProcessors();
        for (int i = 0; i < loops; i++) {
            pools.add(pool("bare-" + i, CONNECTIONS / loops));
        }
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

    Mono<ServerResponse> select(ServerRequest request) {
        return rows(SELECT, request.pathVariable("slug"), BareSelects::json)
                .next()
                .flatMap(BareSelects::answer)
                .switchIfEmpty(Mono.defer(() -> ServerResponse.notFound().build()));
    }

    /** The rows of one page of a list, whose keys the caller knows. */
    Mono<ServerResponse> page(ServerRequest request) {
        var list = request.pathVariable("list");
        var keys =
                Stream.of(request.queryParam("keys").orElse("").split(","))
                        .filter(key -> !key.isEmpty());
        var bound =
                list.equals("tenants")
                        ? keys.toArray(String[]::new)
                        : keys.map(Long::valueOf).toArray(Long[]::new);
        return rows(Objects.requireNonNull(PAGES.get(list)), bound, BareSelects::view)
                .collectList()
                .flatMap(rows -> answer(JsonMapper.shared().writeValueAsBytes(rows)));
    }

    private <T> Flux<T> rows(String statement, Object bound, Function<Readable, T> view) {
        var pool = pools.get(Math.floorMod(turn.getAndIncrement(), pools.size()));
        return Flux.usingWhen(
                pool.create(),
                connection ->
                        Flux.from(connection.createStatement(statement).bind(0, bound).execute())
                                .flatMap(result -> result.map(view)),
                Connection::close);
    }

    private static Mono<ServerResponse> answer(byte[] json) {
        return ServerResponse.ok().contentType(MediaType.APPLICATION_JSON).bodyValue(json);
    }

    private static Map<String, Object> view(Readable row) {
        var view = new LinkedHashMap<String, Object>();
        var columns = ((Row) row).getMetadata().getColumnMetadatas();
        for (int i = 0; i < columns.size(); i++) {
            view.put(columns.get(i).getName(), row.get(i));
        }
        return view;
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
