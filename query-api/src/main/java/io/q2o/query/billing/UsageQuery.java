package io.q2o.query.billing;

import static io.q2o.query.postgres.Columns.required;

import io.q2o.query.postgres.ReadModel;
import io.r2dbc.spi.Readable;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** A tenant's usage, read as that tenant: no other can be seen. */
@Component
class UsageQuery {
    /** One row always: the tenant, and whether it would be known. */
    private static final String OF_TENANT =
            """
            select t.tenant, extract(year from utc.now)::int, extract(month from utc.now)::int,
                t.monthly_run_quota, t.plan_name, exists (
                    select 1 from parked_tenant p
                    where p.projection = 'licensing' and p.tenant = :tenant)
            from (select now() at time zone 'UTC') utc (now)
            left join tenant t on t.tenant = :tenant
            """;

    private static final int NO_RUNS_YET = 0;

    private final ReadModel readModel;

    UsageQuery(ReadModel readModel) {
        this.readModel = readModel;
    }

    /**
     * @param usage null if there is no such tenant
     * @param parked whether some of the tenant's events could not be applied
     */
    record Found(@Nullable UsageView usage, boolean parked) {
        static Found of(Readable row) {
            var tenant = row.get(0, String.class);
            var quota = row.get(3, Integer.class);
            return new Found(
                    tenant == null
                            ? null
                            : new UsageView(
                                    tenant,
                                    required(row, 1, Integer.class),
                                    required(row, 2, Integer.class),
                                    NO_RUNS_YET,
                                    quota == null ? 0 : quota,
                                    row.get(4, String.class)),
                    required(row, 5, Boolean.class));
        }
    }

    Mono<Found> of(String slug) {
        return readModel.asTenant(
                slug, client -> client.sql(OF_TENANT).bind("tenant", slug).map(Found::of).one());
    }
}
