package io.q2o.domain.tenants;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.q2o.domain.Decision;
import io.q2o.domain.billing.SubscriptionState;
import io.q2o.schemas.Sealed;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A tenant as callers get it; keys stay when their values are null, for portals require them.
 *
 * @param usageQuota runs a month that its plan grants, 0 without a plan
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record TenantAnswer(
        long id,
        String name,
        String slug,
        @Nullable String logoUrl,
        @Nullable String primaryColor,
        @Nullable String domain,
        @Nullable Sealed email,
        @Nullable Sealed phoneNumber,
        String otpDeliveryMethod,
        boolean erased,
        int usageQuota,
        int usageCurrent,
        int activationCodesTotal,
        int activationCodesUsed,
        Instant createdAt,
        Instant updatedAt,
        long version,
        Subscription subscription) {
    /**
     * @param status one of the words portals know, else null
     * @param state the full word
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Subscription(
            @Nullable String planName, @Nullable String status, @Nullable String state) {}

    /** The answer that shows a tenant. */
    public static Decision.Answer of(String slug) {
        return after ->
                switch (after.of(TenantState.KIND.key(slug))) {
                    case TenantState.Absent() ->
                            throw new IllegalStateException("no tenant " + slug);
                    case TenantState.Registered registered ->
                            of(
                                    slug,
                                    registered.profile(),
                                    false,
                                    after.of(SubscriptionState.KIND.key(slug)));
                    case TenantState.Erased erased ->
                            of(
                                    slug,
                                    erased.profile(),
                                    true,
                                    after.of(SubscriptionState.KIND.key(slug)));
                };
    }

    private static TenantAnswer of(
            String slug, TenantState.Profile profile, boolean erased, SubscriptionState paid) {
        var branding = profile.branding();
        return new TenantAnswer(
                profile.tenantId(),
                profile.name(),
                slug,
                branding.logoUrl(),
                branding.primaryColor(),
                branding.domain(),
                profile.email(),
                profile.phoneNumber(),
                profile.otpDeliveryMethod(),
                erased,
                switch (paid) {
                    case SubscriptionState.Absent() -> 0;
                    case SubscriptionState.Open open -> open.terms().monthlyRunQuota();
                    case SubscriptionState.Suspended suspended ->
                            suspended.terms().monthlyRunQuota();
                },
                0,
                0,
                0,
                profile.createdAt(),
                profile.updatedAt(),
                profile.version(),
                switch (paid) {
                    case SubscriptionState.Absent() -> new Subscription(null, null, null);
                    case SubscriptionState.Open open ->
                            new Subscription(open.terms().name(), open.word(), open.word());
                    case SubscriptionState.Suspended suspended ->
                            new Subscription(suspended.terms().name(), "suspended", "suspended");
                });
    }
}
