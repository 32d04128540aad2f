package io.q2o.processors.billing;

import io.q2o.log.EventRecord;
import io.q2o.processors.projection.Upsert;
import io.q2o.schemas.billing.PlanEvent;
import io.q2o.schemas.billing.PlanTerms;
import org.jspecify.annotations.Nullable;

/** A row of {@code plan}. */
public record PlanRow(PlanTerms terms, boolean retired, long version) {
    /** How rows are written. */
    public static final Upsert<PlanRow> UPSERT =
            Upsert.<PlanRow>into("plan", "plan_id")
                    .column("plan_id", "bigint", row -> row.terms().planId())
                    .column("name", "text", row -> row.terms().name())
                    .column("stripe_price_id", "text", row -> row.terms().stripePriceId())
                    .column("monthly_run_quota", "int", row -> row.terms().monthlyRunQuota())
                    .column("device_limit", "int", row -> row.terms().deviceLimit())
                    .column("project_limit", "int", row -> row.terms().projectLimit())
                    .column("monthly_price_cents", "bigint", row -> row.terms().monthlyPriceCents())
                    .column("currency", "text", row -> row.terms().currency())
                    .column("retired", "boolean", PlanRow::retired)
                    .column("plan_version", "bigint", PlanRow::version);

    /** The row after an event. */
    public static PlanRow after(@Nullable PlanRow before, PlanEvent event, EventRecord record) {
        return switch (event) {
            case PlanEvent.PlanDefined defined ->
                    new PlanRow(defined.terms(), false, record.tenantVersion());
            case PlanEvent.PlanChanged changed ->
                    new PlanRow(changed.terms(), there(before).retired(), record.tenantVersion());
            case PlanEvent.PlanRetired _ ->
                    new PlanRow(there(before).terms(), true, record.tenantVersion());
        };
    }

    private static PlanRow there(@Nullable PlanRow row) {
        if (row == null) {
            throw new IllegalStateException("the plan is missing");
        }
        return row;
    }
}
