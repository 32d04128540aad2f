package io.q2o.query.billing;

import static io.q2o.query.postgres.Columns.required;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.r2dbc.spi.Readable;
import org.jspecify.annotations.Nullable;

/**
 * A plan; every key is present.
 *
 * @param deviceLimit null = unlimited
 * @param projectLimit null = unlimited
 * @param monthlyPriceCents null = not set
 * @param retired no longer on offer
 * @param version counts the plan's changes
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record PlanView(
        long id,
        String name,
        String stripePriceId,
        int monthlyRunQuota,
        @Nullable Integer deviceLimit,
        @Nullable Integer projectLimit,
        @Nullable Long monthlyPriceCents,
        String currency,
        boolean retired,
        @JsonIgnore long version) {
    /** The columns that {@link #of} reads, in its order. */
    static final String COLUMNS =
            """
            p.plan_id, p.name, p.stripe_price_id, p.monthly_run_quota, p.device_limit,
            p.project_limit, p.monthly_price_cents, p.currency, p.retired, p.plan_version
            """;

    static PlanView of(Readable row) {
        return new PlanView(
                required(row, 0, Long.class),
                required(row, 1, String.class),
                required(row, 2, String.class),
                required(row, 3, Integer.class),
                row.get(4, Integer.class),
                row.get(5, Integer.class),
                row.get(6, Long.class),
                required(row, 7, String.class),
                required(row, 8, Boolean.class),
                required(row, 9, Long.class));
    }
}
