package io.q2o.processors.tenants;

import static io.q2o.processors.projection.Columns.filled;

import io.q2o.log.EventRecord;
import io.q2o.processors.projection.Upsert;
import io.q2o.schemas.Sealed;
import io.q2o.schemas.billing.PlanTerms;
import io.q2o.schemas.billing.SubscriptionEvent;
import io.q2o.schemas.tenants.Branding;
import io.q2o.schemas.tenants.TenantEvent;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.time.LocalDate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A row of {@code tenant}: profile, branding, subscription and figures of its codes. */
record TenantRow(
        String slug,
        long tenantId,
        String name,
        Branding branding,
        @Nullable String email,
        @Nullable String phoneNumber,
        String otpDeliveryMethod,
        boolean erased,
        long profileVersion,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Long planId,
        @Nullable String planName,
        @Nullable Integer monthlyRunQuota,
        @Nullable Integer deviceLimit,
        @Nullable Integer projectLimit,
        @Nullable String subscriptionState,
        CodesOfMonth codes) {
    /** How rows are written. */
    static final Upsert<TenantRow> UPSERT =
            Upsert.<TenantRow>into("tenant", "tenant")
                    .column("tenant", "text", TenantRow::slug)
                    .column("tenant_id", "bigint", TenantRow::tenantId)
                    .column("name", "text", TenantRow::name)
                    .column("logo_url", "text", row -> row.branding().logoUrl())
                    .column("primary_color", "text", row -> row.branding().primaryColor())
                    .column("domain", "text", row -> row.branding().domain())
                    .column("email", "text", TenantRow::email)
                    .column("phone_number", "text", TenantRow::phoneNumber)
                    .column("otp_delivery_method", "text", TenantRow::otpDeliveryMethod)
                    .column("erased", "boolean", TenantRow::erased)
                    .column("profile_version", "bigint", TenantRow::profileVersion)
                    .column("created_at", "timestamptz", TenantRow::createdAt)
                    .column("updated_at", "timestamptz", TenantRow::updatedAt)
                    .column("plan_id", "bigint", TenantRow::planId)
                    .column("plan_name", "text", TenantRow::planName)
                    .column("monthly_run_quota", "int", TenantRow::monthlyRunQuota)
                    .column("device_limit", "int", TenantRow::deviceLimit)
                    .column("project_limit", "int", TenantRow::projectLimit)
                    .column("subscription_state", "text", TenantRow::subscriptionState)
                    .column("codes_month", "date", row -> row.codes().month())
                    .column("activation_codes_total", "int", row -> row.codes().issued())
                    .column("activation_codes_used", "int", row -> row.codes().used());

    /** Reads a row of {@code select * from tenant}. */
    static TenantRow of(Readable row) {
        return new TenantRow(
                filled(row.get("tenant", String.class)),
                filled(row.get("tenant_id", Long.class)),
                filled(row.get("name", String.class)),
                new Branding(
                        row.get("logo_url", String.class),
                        row.get("primary_color", String.class),
                        row.get("domain", String.class)),
                row.get("email", String.class),
                row.get("phone_number", String.class),
                filled(row.get("otp_delivery_method", String.class)),
                filled(row.get("erased", Boolean.class)),
                filled(row.get("profile_version", Long.class)),
                filled(row.get("created_at", Instant.class)),
                filled(row.get("updated_at", Instant.class)),
                row.get("plan_id", Long.class),
                row.get("plan_name", String.class),
                row.get("monthly_run_quota", Integer.class),
                row.get("device_limit", Integer.class),
                row.get("project_limit", Integer.class),
                row.get("subscription_state", String.class),
                new CodesOfMonth(
                        row.get("codes_month", LocalDate.class),
                        filled(row.get("activation_codes_total", Integer.class)),
                        filled(row.get("activation_codes_used", Integer.class))));
    }

    /**
     * The row after an event of the tenant.
     *
     * @param opened the clear text of a sealed one, null when its key is forgotten
     */
    static TenantRow after(
            @Nullable TenantRow before,
            TenantEvent event,
            EventRecord record,
            Function<@Nullable Sealed, @Nullable String> opened) {
        return switch (event) {
            case TenantEvent.TenantRegistered registered ->
                    new TenantRow(
                            registered.slug(),
                            registered.tenantId(),
                            registered.name(),
                            registered.branding(),
                            opened.apply(registered.email()),
                            opened.apply(registered.phoneNumber()),
                            registered.otpDeliveryMethod(),
                            false,
                            1,
                            record.at(),
                            record.at(),
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            before == null ? CodesOfMonth.NONE : before.codes());
            case TenantEvent.ProfileChanged changed ->
                    there(before)
                            .profile(
                                    changed.name(),
                                    opened.apply(changed.email()),
                                    opened.apply(changed.phoneNumber()),
                                    there(before).erased(),
                                    changed.profileVersion(),
                                    record.at());
            case TenantEvent.BrandingChanged changed ->
                    there(before)
                            .branded(changed.branding(), changed.profileVersion(), record.at());
            case TenantEvent.PersonalDataErased erased ->
                    there(before)
                            .profile(
                                    there(before).name(),
                                    null,
                                    null,
                                    true,
                                    erased.profileVersion(),
                                    record.at());
        };
    }

    /** The row after an event of the tenant's subscription. */
    static TenantRow after(@Nullable TenantRow before, SubscriptionEvent event) {
        var row = there(before);
        return switch (event) {
            case SubscriptionEvent.SubscriptionOpened opened ->
                    row.subscribed(opened.terms(), opened.state());
            case SubscriptionEvent.SubscriptionSuspended _ -> row.inState("suspended");
            case SubscriptionEvent.SubscriptionResumed resumed -> row.inState(resumed.state());
            case SubscriptionEvent.SubscriptionPlanChanged changed ->
                    row.subscribed(changed.terms(), row.subscriptionState());
        };
    }

    static TenantRow there(@Nullable TenantRow row) {
        if (row == null) {
            throw new IllegalStateException("the tenant is missing");
        }
        return row;
    }

    private TenantRow profile(
            String otherName,
            @Nullable String otherEmail,
            @Nullable String otherPhone,
            boolean isErased,
            long version,
            Instant at) {
        return new TenantRow(
                slug,
                tenantId,
                otherName,
                branding,
                otherEmail,
                otherPhone,
                otpDeliveryMethod,
                isErased,
                version,
                createdAt,
                at,
                planId,
                planName,
                monthlyRunQuota,
                deviceLimit,
                projectLimit,
                subscriptionState,
                codes);
    }

    private TenantRow branded(Branding other, long version, Instant at) {
        return new TenantRow(
                slug,
                tenantId,
                name,
                other,
                email,
                phoneNumber,
                otpDeliveryMethod,
                erased,
                version,
                createdAt,
                at,
                planId,
                planName,
                monthlyRunQuota,
                deviceLimit,
                projectLimit,
                subscriptionState,
                codes);
    }

    private TenantRow subscribed(PlanTerms terms, @Nullable String state) {
        return new TenantRow(
                slug,
                tenantId,
                name,
                branding,
                email,
                phoneNumber,
                otpDeliveryMethod,
                erased,
                profileVersion,
                createdAt,
                updatedAt,
                terms.planId(),
                terms.name(),
                terms.monthlyRunQuota(),
                terms.deviceLimit(),
                terms.projectLimit(),
                state,
                codes);
    }

    private TenantRow inState(String state) {
        return new TenantRow(
                slug,
                tenantId,
                name,
                branding,
                email,
                phoneNumber,
                otpDeliveryMethod,
                erased,
                profileVersion,
                createdAt,
                updatedAt,
                planId,
                planName,
                monthlyRunQuota,
                deviceLimit,
                projectLimit,
                state,
                codes);
    }

    TenantRow withCodes(CodesOfMonth others) {
        return new TenantRow(
                slug,
                tenantId,
                name,
                branding,
                email,
                phoneNumber,
                otpDeliveryMethod,
                erased,
                profileVersion,
                createdAt,
                updatedAt,
                planId,
                planName,
                monthlyRunQuota,
                deviceLimit,
                projectLimit,
                subscriptionState,
                others);
    }
}
