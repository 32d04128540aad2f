package io.q2o.query.licensing;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What a device's tenant has subscribed to; every key is present.
 *
 * @param monthlyRunQuota runs a month, 0 without a subscription
 * @param subscriptionState the full word
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record PolicyView(
        @JsonProperty("plan_name") @Nullable String planName,
        @JsonProperty("monthly_run_quota") int monthlyRunQuota,
        @JsonProperty("subscription_state") @Nullable String subscriptionState) {}
