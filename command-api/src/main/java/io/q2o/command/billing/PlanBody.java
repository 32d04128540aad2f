package io.q2o.command.billing;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.q2o.command.door.Fields;
import io.q2o.schemas.billing.PlanOffer;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Currency;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A plan as admins send it; all of it, at each change.
 *
 * @param applyToSubscribers whether existing subscriptions follow a change
 */
@Schema(name = "Plan")
record PlanBody(
        @Nullable String name,
        @JsonAlias("stripe_price_id") @Nullable String stripePriceId,
        @JsonAlias("monthly_run_quota") @Nullable Integer monthlyRunQuota,
        @JsonAlias("device_limit") @Nullable Integer deviceLimit,
        @JsonAlias("project_limit") @Nullable Integer projectLimit,
        @JsonAlias("monthly_price_cents") @Nullable Long monthlyPriceCents,
        @Nullable String currency,
        @JsonAlias("apply_to_subscribers") @Nullable Boolean applyToSubscribers) {
    private static final int MANY = 1_000_000;

    PlanOffer checked() {
        var fields = new Fields();
        var quota = fields.within("monthlyRunQuota", monthlyRunQuota, 1, MANY);
        if (monthlyRunQuota == null) {
            fields.fault("monthlyRunQuota", "is required, 1 to " + MANY);
        }
        var offer =
                new PlanOffer(
                        fields.required("name", name, 100),
                        fields.required("stripePriceId", stripePriceId, 255),
                        quota == null ? 0 : quota,
                        fields.within("deviceLimit", deviceLimit, 1, MANY),
                        fields.within("projectLimit", projectLimit, 1, MANY),
                        fields.within("monthlyPriceCents", monthlyPriceCents, 0, 100_000_000),
                        checkedCurrency(fields));
        fields.check();
        return offer;
    }

    private String checkedCurrency(Fields fields) {
        var text = fields.optional("currency", currency, 3);
        if (text == null) {
            return "USD";
        }
        var upper = text.toUpperCase(Locale.ROOT);
        try {
            return Currency.getInstance(upper).getCurrencyCode();
        } catch (IllegalArgumentException unknown) {
            fields.fault("currency", "must be an ISO 4217 code such as USD");
            return "USD";
        }
    }
}
