package io.q2o.benchmarks;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
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

    private static byte[] json(Readable row) {
        var view = new LinkedHashMap<String, Object>();
        for (int i = 0; i < NAMES.size(); i++) {
            var value = i == CREATED_AT || i == UPDATED_AT ? row.get(i, Instant.class) : row.get(i);
            view.put(NAMES.get(i), value);
        }
        return JsonMapper.shared().writeValueAsBytes(view);
    }
}
