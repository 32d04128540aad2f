package io.q2o.query.tenants;

import static io.q2o.query.postgres.Columns.required;

import io.q2o.query.answer.Patterns;
import io.q2o.query.lists.Alternative;
import io.q2o.query.lists.Listed;
import io.q2o.query.lists.PagedTable;
import io.q2o.query.lists.Total;
import io.q2o.query.postgres.ReadModel;
import io.q2o.query.tenants.TenantCriteria.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Tenants, for admins. */
@Component
class TenantsQuery {
    private static final String BY_SLUG =
            """
            select %s, exists (
                select 1 from parked_tenant p where p.projection = 'licensing' and p.tenant = t.tenant)
            from tenant t
            where t.tenant = :tenant
            """
                    .formatted(TenantView.COLUMNS);

    private static final String IS_PARKED =
            """
            select exists (
                select 1 from parked_tenant p where p.projection = 'licensing' and p.tenant = :tenant)
            """;

    private static final int COLUMNS = 21;
    private static final PagedTable<TenantView> TABLE =
            new PagedTable<>(
                    "tenant", "t", "tenant", TenantView.COLUMNS, COLUMNS, "", TenantView::of);

    /** All tenants, and those of a state, are counted already. */
    private static final String ALL = Total.kept(":counter");

    private static final String ALL_IN_NO_STATE =
            """
            select coalesce(sum(case counter when 'tenants' then value else -value end), 0)::bigint
            from platform_total
            where counter in ('tenants', 'tenants-active', 'tenants-trialing', 'tenants-past_due',
                'tenants-canceled', 'tenants-unpaid', 'tenants-suspended')
            """;

    private static final String EVERYONE = "true";
    private static final List<Alternative> NAMED =
            List.of(new Alternative.Rows("t.search like lower(:pattern)"));
    private static final String IN_STATE = "t.subscription_state = :state";
    private static final String IN_NO_STATE =
            """
            (t.subscription_state is null or t.subscription_state not in
                ('active', 'trialing', 'past_due', 'canceled', 'unpaid', 'suspended'))
            """;

    private final ReadModel readModel;

    TenantsQuery(ReadModel readModel) {
        this.readModel = readModel;
    }

    /**
     * @param parked whether some of the tenant's events could not be applied
     */
    record Found(TenantView tenant, boolean parked) {}

    /** The tenant of this slug, in one round trip; empty if there is none. */
    Mono<Found> bySlug(String slug) {
        return readModel.asAdmin(client ->
                client.sql(BY_SLUG)
                        .bind("tenant", slug)
                        .map(row ->
                                new Found(
                                        TenantView.of(row), required(row, COLUMNS, Boolean.class)))
                        .one());
    }

    /** Whether a tenant that is not there may be missing because its events are parked. */
    Mono<Boolean> isParked(String slug) {
        return readModel.asAdmin(
                client -> client.sql(IS_PARKED).bind("tenant", slug).mapValue(Boolean.class).one());
    }

    /**
     * One page and the total, in one statement.
     *
     * @param partitions whose parked tenants the caller would miss
     */
    Mono<Listed<TenantPage>> page(TenantCriteria criteria, Integer[] partitions) {
        return readModel
                .asAdmin(client -> TABLE.read(statement(client, criteria, partitions)))
                .map(found ->
                        found.as(TenantPage.of(found.items(), found.total(), criteria.paging())));
    }

    static DatabaseClient.GenericExecuteSpec statement(
            DatabaseClient client, TenantCriteria criteria, Integer[] partitions) {
        var status = criteria.status();
        var wanted =
                new PagedTable.Wanted(
                        criteria.paging(),
                        where(status),
                        EVERYONE,
                        criteria.sort().order(criteria.down()),
                        partitions);
        var statement =
                criteria.search().isEmpty()
                        ? counted(client, wanted, status)
                        : TABLE.searched(
                                        client,
                                        wanted,
                                        NAMED,
                                        Patterns.hasTrigram(criteria.search()))
                                .bind("pattern", criteria.pattern());
        return status == null || status == Status.NONE
                ? statement
                : statement.bind("state", status.word());
    }

    private static String where(@Nullable Status status) {
        if (status == null) {
            return EVERYONE;
        }
        return status == Status.NONE ? IN_NO_STATE : IN_STATE;
    }

    private static DatabaseClient.GenericExecuteSpec counted(
            DatabaseClient client, PagedTable.Wanted wanted, @Nullable Status status) {
        return status == Status.NONE
                ? TABLE.counted(client, wanted, ALL_IN_NO_STATE)
                : TABLE.counted(client, wanted, ALL)
                        .bind("counter", status == null ? "tenants" : "tenants-" + status.word());
    }
}
