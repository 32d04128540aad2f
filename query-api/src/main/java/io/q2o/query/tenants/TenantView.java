package io.q2o.query.tenants;

import static io.q2o.query.postgres.Columns.required;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A tenant as admins see it. Every key is present, null where there is no value: portals reject a
 * whole page for one row that lacks a key.
 *
 * @param usageQuota runs a month that the subscription grants, 0 without one
 * @param activationCodesTotal codes issued in the current calendar month, in UTC
 * @param activationCodesUsed those of them that were used at least once
 * @param erased whether its personal data was erased
 * @param version profile version, which {@code If-Match} names
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record TenantView(
        long id,
        String name,
        String slug,
        @Nullable String logoUrl,
        @Nullable String primaryColor,
        @Nullable String domain,
        @Nullable String email,
        @Nullable String phoneNumber,
        String otpDeliveryMethod,
        int usageQuota,
        int usageCurrent,
        int activationCodesTotal,
        int activationCodesUsed,
        boolean erased,
        long version,
        Instant createdAt,
        Instant updatedAt,
        Subscription subscription) {
    /**
     * @param status a word that portals know, null for a state they have none for
     * @param state the full word
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Subscription(
            @Nullable String planName, @Nullable String status, @Nullable String state) {
        static final Set<String> WORDS =
                Set.of("active", "trialing", "past_due", "canceled", "unpaid", "suspended");

        static Subscription of(@Nullable String planName, @Nullable String state) {
            return new Subscription(
                    planName, state != null && WORDS.contains(state) ? state : null, state);
        }
    }

    /** The columns that {@link #of} reads, in its order. */
    static final String COLUMNS =
            """
            t.tenant_id, t.name, t.tenant, t.logo_url, t.primary_color, t.domain, t.email,
            t.phone_number, t.otp_delivery_method, t.monthly_run_quota, t.usage_current,
            t.activation_codes_total, t.activation_codes_used, t.erased, t.profile_version,
            t.created_at, t.updated_at, t.plan_name, t.subscription_state, t.codes_month,
            t.codes_month = (date_trunc('month', now() at time zone 'UTC'))::date
            """;

    static TenantView of(Readable row) {
        var quota = row.get(9, Integer.class);
        var isOfThisMonth = Boolean.TRUE.equals(row.get(20, Boolean.class));
        return new TenantView(
                required(row, 0, Long.class),
                required(row, 1, String.class),
                required(row, 2, String.class),
                text(row, 3),
                text(row, 4),
                text(row, 5),
                text(row, 6),
                text(row, 7),
                required(row, 8, String.class),
                quota == null ? 0 : quota,
                required(row, 10, Integer.class),
                isOfThisMonth ? required(row, 11, Integer.class) : 0,
                isOfThisMonth ? required(row, 12, Integer.class) : 0,
                required(row, 13, Boolean.class),
                required(row, 14, Long.class),
                required(row, 15, Instant.class),
                required(row, 16, Instant.class),
                Subscription.of(text(row, 17), text(row, 18)));
    }

    /** Portals reject an empty text where a value may be missing. */
    private static @Nullable String text(Readable row, int column) {
        var text = row.get(column, String.class);
        return text == null || text.isEmpty() ? null : text;
    }
}
