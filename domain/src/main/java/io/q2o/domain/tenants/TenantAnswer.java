package io.q2o.domain.tenants;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.q2o.domain.Decision;
import io.q2o.domain.Knowledge;
import io.q2o.domain.billing.SubscriptionState;
import io.q2o.domain.licensing.CodeCounts;
import io.q2o.domain.tenants.TenantState.Contact;
import io.q2o.domain.tenants.TenantState.Profile;
import io.q2o.schemas.Sealed;
import io.q2o.schemas.billing.PlanTerms;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A tenant as admins see it; every key is present, null where there is no value, for the portals
 * reject a row that lacks one.
 *
 * @param email opened at the door
 * @param phoneNumber opened at the door
 * @param usageQuota runs a month that the subscription grants
 * @param usageCurrent runs started this month
 * @param activationCodesTotal codes made this month
 * @param activationCodesUsed those of them that were used
 * @param erased whether its personal data was erased
 * @param version profile version, which {@code If-Match} names
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
     * @param status the word portals know, null for a state they have none for
     * @param state the full word
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Subscription(String planName, @Nullable String status, String state) {}

    /**
     * Shows the tenant as it is after the events.
     *
     * @param at fixes the month whose figures are shown
     */
    public static Decision.Answer of(String slug, Instant at) {
        return after ->
                switch (after.of(TenantState.key(slug))) {
                    case TenantState.Absent() ->
                            throw new IllegalStateException("no tenant " + slug + " to show");
                    case TenantState.Registered(var profile, var contact) ->
                            of(after, profile, contact, at);
                    case TenantState.Erased(var profile) -> of(after, profile, null, at);
                };
    }

    private static TenantAnswer of(
            Knowledge after, Profile profile, @Nullable Contact contact, Instant at) {
        var codes = after.of(CodeCounts.key(profile.slug())).in(at);
        return switch (after.of(SubscriptionState.key(profile.slug()))) {
            case SubscriptionState.Absent() ->
                    throw new IllegalStateException("no subscription of " + profile.slug());
            case SubscriptionState.Active(var terms) ->
                    of(profile, contact, codes, terms, SubscriptionState.Active.WORD);
            case SubscriptionState.Suspended(var terms) ->
                    of(profile, contact, codes, terms, SubscriptionState.Suspended.WORD);
        };
    }

    private static TenantAnswer of(
            Profile profile,
            @Nullable Contact contact,
            CodeCounts.InMonth codes,
            PlanTerms terms,
            String word) {
        var branding = profile.branding();
        return new TenantAnswer(
                profile.id(),
                profile.name(),
                profile.slug(),
                branding.logoUrl(),
                branding.primaryColor(),
                branding.domain(),
                contact == null ? null : contact.email(),
                contact == null ? null : contact.phoneNumber(),
                profile.otpDeliveryMethod(),
                terms.monthlyRunQuota(),
                0,
                codes.issued(),
                codes.used(),
                contact == null,
                profile.version(),
                profile.createdAt(),
                profile.updatedAt(),
                new Subscription(terms.name(), word, word));
    }
}
