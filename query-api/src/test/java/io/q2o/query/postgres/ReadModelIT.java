package io.q2o.query.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.q2o.query.RunningQueryApi;
import io.q2o.web.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class ReadModelIT {
    private final RunningQueryApi api = RunningQueryApi.running();
    private final ReadModel readModel = api.bean(ReadModel.class);

    @BeforeEach
    void twoTenantsOfOneName() {
        api.empty();
        api.tenant("acme", 1, "Acme", Instant.EPOCH);
        api.tenant("acme-two", 2, "Acme", Instant.EPOCH);
        for (var tenant : List.of("acme", "acme-two")) {
            api.write(
                    "insert into parked_tenant (projection, tenant, partition, since_position) values ('licensing', ?, 0, 0)",
                    tenant);
        }
        api.code(11, "acme", "Office", Instant.EPOCH);
        api.code(12, "acme-two", "Office", Instant.EPOCH);
        api.device(11, "acme", "same", "Front desk", Instant.EPOCH);
        api.device(12, "acme-two", "same", "Front desk", Instant.EPOCH);
        api.write(
                "insert into device_sighting values (11, 'acme', now()), (12, 'acme-two', now())");
    }

    /** A query whose author forgot the tenant. */
    private static Mono<List<String>> everyTenant(DatabaseClient client) {
        return client.sql("select tenant from tenant where name = 'Acme' order by tenant")
                .mapValue(String.class)
                .all()
                .collectList();
    }

    private static Mono<List<String>> everyParked(DatabaseClient client) {
        return client.sql("select tenant from parked_tenant order by tenant")
                .mapValue(String.class)
                .all()
                .collectList();
    }

    @Test
    void hidesOtherTenantsFromAQueryThatForgetsToAskForOne() {
        assertThat(readModel.asTenant("acme", ReadModelIT::everyTenant).block())
                .containsExactly("acme");
        assertThat(readModel.asTenant("acme-two", ReadModelIT::everyTenant).block())
                .containsExactly("acme-two");
        assertThat(readModel.asTenant("acme", ReadModelIT::everyParked).block())
                .containsExactly("acme");
        assertThat(readModel.asAdmin(ReadModelIT::everyTenant).block())
                .containsExactly("acme", "acme-two");
    }

    @Test
    void hidesCodesAndDevicesOfOtherTenants() {
        for (var query :
                List.of(
                        "select tenant from activation_code where label = 'Office' order by 1",
                        "select tenant from activation_code where label ilike '%ffi%' order by 1",
                        "select tenant from device where fingerprint = 'same' order by 1",
                        "select tenant from device where label ilike '%desk%' order by 1",
                        "select tenant from device_sighting order by 1",
                        "select d.tenant from device d join device_sighting s using (device_id) order by 1")) {
            assertThat(readModel.asTenant("acme", client -> texts(client, query)).block())
                    .as(query)
                    .containsExactly("acme");
            assertThat(readModel.asTenant("acme-two", client -> texts(client, query)).block())
                    .as(query)
                    .containsExactly("acme-two");
            assertThat(readModel.asAdmin(client -> texts(client, query)).block())
                    .as(query)
                    .containsExactly("acme", "acme-two");
        }
    }

    private static Mono<List<String>> texts(DatabaseClient client, String query) {
        return client.sql(query).mapValue(String.class).all().collectList();
    }

    @Test
    void keepsTenantsApartThoughTheyShareConnections() {
        var seen =
                Flux.fromStream(IntStream.range(0, 400).boxed())
                        .flatMap(
                                i -> {
                                    var tenant = i % 2 == 0 ? "acme" : "acme-two";
                                    return readModel
                                            .asTenant(tenant, ReadModelIT::everyTenant)
                                            .map(found -> Map.entry(tenant, found));
                                },
                                32)
                        .collectList()
                        .block();
        assertThat(Objects.requireNonNull(seen))
                .hasSize(400)
                .allSatisfy(each -> assertThat(each.getValue()).containsExactly(each.getKey()));
    }

    @Test
    void showsNoTenantToWhoeverIsNone() {
        readModel.asTenant("acme", ReadModelIT::everyTenant).block();
        // an unset tenant is a fault on a new connection and nobody on a used one
        var seen =
                readModel
                        .asAnyone(ReadModelIT::everyTenant)
                        .onErrorReturn(List.of())
                        .repeat(31)
                        .collectList()
                        .block();
        assertThat(Objects.requireNonNull(seen)).hasSize(32).containsOnly(List.of());
    }

    @Test
    void runsAsRolesThatPoliciesBind() {
        for (var role : List.of("q2o_query", "q2o_query_admin", "q2o_projector")) {
            var bound =
                    readModel
                            .asAdmin(client ->
                                    client.sql(
                                                    """
                                                    select not rolsuper and not rolbypassrls
                                                        and not exists (
                                                            select 1 from pg_class c
                                                            where c.relowner = r.oid)
                                                    from pg_roles r where rolname = :role
                                                    """)
                                            .bind("role", role)
                                            .mapValue(Boolean.class)
                                            .one())
                            .block();
            assertThat(bound).as(role).isTrue();
        }
        var users =
                List.of(
                        Objects.requireNonNull(readModel.asAdmin(ReadModelIT::user).block()),
                        Objects.requireNonNull(
                                readModel.asTenant("acme", ReadModelIT::user).block()));
        assertThat(users).containsExactly("q2o_query_admin", "q2o_query");
    }

    private static Mono<String> user(DatabaseClient client) {
        return client.sql("select current_user::text").mapValue(String.class).one();
    }

    @Test
    void writesNothing() {
        assertThatThrownBy(() ->
                        readModel
                                .asAdmin(client ->
                                        client.sql("delete from tenant").fetch().rowsUpdated())
                                .block())
                .isNotInstanceOf(Problem.class);
        assertThat(readModel.asAdmin(ReadModelIT::everyTenant).block()).hasSize(2);
    }

    @Test
    void givesUpOnAReadThatTakesTooLong() {
        assertThatThrownBy(() ->
                        readModel
                                .asAdmin(
                                        client -> client.sql("select pg_sleep(30)").fetch().first())
                                .block())
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.getStatusCode().value()).isEqualTo(503));
        assertThat(readModel.asAdmin(ReadModelIT::everyTenant).block()).hasSize(2);
    }
}
