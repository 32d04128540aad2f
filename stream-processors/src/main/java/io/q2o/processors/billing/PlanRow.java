package io.q2o.processors.billing;

import static io.q2o.processors.projection.Columns.filled;

import io.q2o.log.EventRecord;
import io.q2o.log.LogJson;
import io.q2o.processors.projection.Upsert;
import io.q2o.schemas.billing.PlanEvent;
import io.q2o.schemas.billing.PlanTerms;
import io.r2dbc.spi.Readable;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code plan}.
 *
 * @param followed terms of the last change that subscribers follow, null if there was none
 */
record PlanRow(PlanTerms terms, boolean retired, long version, @Nullable PlanTerms followed) {
    /** How rows are written. */
    static final Upsert<PlanRow> UPSERT =
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
                    .column("plan_version", "bigint", PlanRow::version)
                    .column("followed_terms", "jsonb", PlanRow::followedJson);

    private @Nullable String followedJson() {
        return followed == null ? null : LogJson.MAPPER.writeValueAsString(followed);
    }

    /** Reads a row of {@code select * from plan}. */
    static PlanRow of(Readable row) {
        var followed = row.get("followed_terms", String.class);
        return new PlanRow(
                new PlanTerms(
                        filled(row.get("plan_id", Long.class)),
                        filled(row.get("name", String.class)),
                        filled(row.get("stripe_price_id", String.class)),
                        filled(row.get("monthly_run_quota", Integer.class)),
                        row.get("device_limit", Integer.class),
                        row.get("project_limit", Integer.class),
                        row.get("monthly_price_cents", Long.class),
                        filled(row.get("currency", String.class))),
                filled(row.get("retired", Boolean.class)),
                filled(row.get("plan_version", Long.class)),
                followed == null ? null : LogJson.MAPPER.readValue(followed, PlanTerms.class));
    }

    /** The row after an event. */
    static PlanRow after(@Nullable PlanRow before, PlanEvent event, EventRecord record) {
        return switch (event) {
            case PlanEvent.PlanDefined defined ->
                    new PlanRow(defined.terms(), false, record.tenantVersion(), null);
            case PlanEvent.PlanChanged changed ->
                    new PlanRow(
                            changed.terms(),
                            there(before).retired(),
                            record.tenantVersion(),
                            changed.applyToSubscribers()
                                    ? changed.terms()
                                    : there(before).followed());
            case PlanEvent.PlanRetired _ ->
                    new PlanRow(
                            there(before).terms(),
                            true,
                            record.tenantVersion(),
                            there(before).followed());
        };
    }

    private static PlanRow there(@Nullable PlanRow row) {
        if (row == null) {
            throw new IllegalStateException("the plan is missing");
        }
        return row;
    }
}
