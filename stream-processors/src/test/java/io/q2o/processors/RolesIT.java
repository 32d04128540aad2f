package io.q2o.processors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.q2o.engines.DatabaseRole;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Row-level security alone, without any statement of the query side. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RolesIT {
    private static final String ACME = "select set_config('app.tenant', 'acme', true)";

    private final SeenReadModel model = SeenReadModel.empty();

    @BeforeAll
    void twoTenants() {
        for (var tenant : List.of("acme", "acme-two")) {
            model.asProjector(
                    """
                    insert into tenant (tenant, tenant_id, name, otp_delivery_method, profile_version, created_at, updated_at)
                    values ('%1$s', %2$d, 'Acme', 'email', 1, now(), now())\
                    """
                            .formatted(tenant, tenant.length()),
                    "insert into parked_tenant values ('licensing', '%s', 0, 1)".formatted(tenant),
                    """
                    insert into activation_code (code_id, tenant, hash, last_four, label, max_uses, use_count, created_at, source, tenant_version)
                    values (%d, '%s', 'hash', '7KQ2', 'Office', 1, 0, now(), 'admin', 1)\
                    """
                            .formatted(tenant.length(), tenant),
                    """
                    insert into device (device_id, tenant, fingerprint, label, code_id, revoked, created_at, tenant_version)
                    values (%d, '%s', 'fingerprint', 'Office', 1, false, now(), 1)\
                    """
                            .formatted(tenant.length(), tenant),
                    "insert into device_sighting values (%d, '%s', now())"
                            .formatted(tenant.length(), tenant));
        }
    }

    @AfterAll
    void close() {
        model.close();
    }

    private List<String> as(DatabaseRole role, String... statements) {
        return model.as(role.login(), model.database().passwords().of(role), statements);
    }

    @Test
    void areNeitherSuperuserNorBypassingAndOwnNothing() {
        assertThat(
                        model.asProjector(
                                """
                                select rolname from pg_roles where rolname like 'q2o%' and (rolsuper or rolbypassrls or rolcreaterole)\
                                """))
                .isEmpty();
        assertThat(
                        model.asProjector(
                                """
                                select distinct tableowner from pg_tables where schemaname = 'public'\
                                """))
                .containsExactly("q2o_owner");
    }

    @Test
    void areBoundByPoliciesOnEveryTable() {
        assertThat(
                        model.asProjector(
                                """
                                select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
                                and relname <> 'flyway_schema_history' and not (relrowsecurity and relforcerowsecurity)\
                                """))
                .isEmpty();
        assertThat(
                        model.asProjector(
                                "select tablename || ' ' || roles::text from pg_policies group by 1 having count(*) > 1"))
                .isEmpty();
        assertThat(
                        model.asProjector(
                                "select policyname from pg_policies where qual ~* '\\mor\\M' or array_length(roles, 1) <> 1"))
                .isEmpty();
    }

    @Test
    void hideOtherTenants() {
        assertThat(as(DatabaseRole.QUERY, ACME, "select tenant from tenant"))
                .containsExactly("acme");
        assertThat(as(DatabaseRole.QUERY, ACME, "select tenant from parked_tenant"))
                .containsExactly("acme");
        assertThat(as(DatabaseRole.QUERY, ACME, "select tenant from tenant where name = 'Acme'"))
                .containsExactly("acme");
        for (var table : List.of("activation_code", "device", "device_sighting")) {
            assertThat(as(DatabaseRole.QUERY, ACME, "select tenant from " + table))
                    .as(table)
                    .containsExactly("acme");
            assertThat(as(DatabaseRole.QUERY_ADMIN, "select tenant from " + table))
                    .as(table)
                    .hasSize(2);
        }
    }

    @Test
    void showNothingWithoutATenant() {
        assertThatThrownBy(() -> as(DatabaseRole.QUERY, "select tenant from tenant"))
                .hasMessageContaining("42704");
        assertThat(
                        as(
                                DatabaseRole.QUERY,
                                "select set_config('app.tenant', '', true)",
                                "select tenant from tenant"))
                .isEmpty();
        assertThat(as(DatabaseRole.OWNER, "select tenant from tenant")).isEmpty();
    }

    @Test
    void showAdminsAndTheProjectorEverything() {
        for (var role : List.of(DatabaseRole.QUERY_ADMIN, DatabaseRole.PROJECTOR)) {
            assertThat(as(role, "select tenant from tenant order by 1"))
                    .containsExactly("acme", "acme-two");
        }
    }

    @Test
    void letOnlyTheProjectorWrite() {
        var writes =
                List.of(
                        "update tenant set name = 'x'",
                        "delete from plan",
                        "update activation_code set revoked_at = null",
                        "delete from device",
                        "delete from device_sighting",
                        "insert into platform_total values ('x', 0, 1)",
                        "delete from daily_total",
                        "update projection_position set next = 0");
        for (var role : List.of(DatabaseRole.QUERY, DatabaseRole.QUERY_ADMIN)) {
            for (var write : writes) {
                assertThatThrownBy(() -> as(role, ACME, write)).hasMessageContaining("42501");
            }
        }
        assertThatThrownBy(() -> as(DatabaseRole.QUERY, ACME, "select 1 from dead_letter"))
                .hasMessageContaining("42501");
    }

    @Test
    void letEveryServiceSeeTheSchemasVersion() {
        Stream.of(DatabaseRole.QUERY, DatabaseRole.QUERY_ADMIN)
                .forEach(role ->
                        assertThat(
                                        as(
                                                role,
                                                "select version from flyway_schema_history where success"))
                                .contains("1"));
    }

    @Test
    void findANameByItsMiddleThroughAnIndex() {
        assertThat(
                        as(
                                DatabaseRole.QUERY_ADMIN,
                                "set local enable_seqscan = off",
                                "explain select * from tenant where search like '%acm%'"))
                .anyMatch(line -> line.contains("tenant_search"));
    }
}
