package io.q2o.query.tenants;

import static io.q2o.query.postgres.Columns.required;

import io.q2o.query.lists.Listed;
import io.q2o.query.lists.PageFrame;
import io.q2o.query.postgres.ReadModel;
import io.q2o.query.tenants.TenantCriteria.Status;
import java.util.ArrayList;
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
    private static final PageFrame<TenantView> FRAME =
            new PageFrame<>("t", COLUMNS, TenantView::of);
    private static final String ROWS =
            """
            select %1$s from tenant t
            where %2$s
            order by %3$s
            limit :size offset :offset
            """;

    private static final String COUNTED = "select count(*) from tenant t where %s";

    /** All tenants, and those of a state, are counted already. */
    private static final String ALL =
            """
            select coalesce(sum(value), 0)::bigint from platform_total where counter = :counter
            """;

    private static final String ALL_IN_NO_STATE =
            """
            select coalesce(sum(case counter when 'tenants' then value else -value end), 0)::bigint
            from platform_total
            where counter in ('tenants', 'tenants-active', 'tenants-trialing', 'tenants-past_due',
                'tenants-canceled', 'tenants-unpaid', 'tenants-suspended')
            """;

    private static final String EVERYONE = "true";
    private static final String NAMED = "(t.name ilike :pattern or t.tenant ilike :pattern)";
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
                .asAdmin(client -> FRAME.read(statement(client, criteria, partitions)))
                .map(found ->
                        found.as(TenantPage.of(found.items(), found.total(), criteria.paging())));
    }

    static DatabaseClient.GenericExecuteSpec statement(
            DatabaseClient client, TenantCriteria criteria, Integer[] partitions) {
        var status = criteria.status();
        var isSearch = !criteria.search().isEmpty();
        var conditions = new ArrayList<String>();
        if (isSearch) {
            conditions.add(NAMED);
        }
        if (status != null) {
            conditions.add(status == Status.NONE ? IN_NO_STATE : IN_STATE);
        }
        var where = conditions.isEmpty() ? EVERYONE : String.join(" and ", conditions);
        var total = total(status);
        var order = criteria.sort().order(criteria.down());
        var statement =
                client.sql(
                                FRAME.sql(
                                        isSearch ? COUNTED.formatted(where) : total,
                                        ROWS.formatted(TenantView.COLUMNS, where, order),
                                        order))
                        .bind("size", criteria.paging().size())
                        .bind("offset", criteria.paging().offset())
                        .bind("partitions", partitions);
        if (isSearch) {
            statement = statement.bind("pattern", criteria.pattern());
        } else if (total.equals(ALL)) {
            statement =
                    statement.bind(
                            "counter", status == null ? "tenants" : "tenants-" + status.word());
        }
        return status == null || status == Status.NONE
                ? statement
                : statement.bind("state", status.word());
    }

    private static String total(@Nullable Status status) {
        return status == Status.NONE ? ALL_IN_NO_STATE : ALL;
    }
}
