package io.q2o.domain;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What an access token of a device says, as far as rules know it.
 *
 * @param sub {@code tenant:<number>:device:<number>}
 * @param tenant slug of the tenant
 * @param iat epoch seconds
 * @param exp epoch seconds
 * @param position {@code partition:offset} of the command that asked for the token: who reads a
 *     model that is behind it waits
 */
public record AccessClaims(
        String sub, String tenant, long iat, long exp, String position, Entitlements entitlements) {
    /**
     * @param plan name of the plan
     * @param subscriptionState the full word
     */
    public record Entitlements(
            String plan,
            @JsonProperty("monthly_run_quota") int monthlyRunQuota,
            @JsonProperty("subscription_state") String subscriptionState) {}
}
