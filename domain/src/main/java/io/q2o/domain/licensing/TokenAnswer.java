package io.q2o.domain.licensing;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.q2o.domain.AccessClaims;
import io.q2o.domain.AccessTokenSlot;
import io.q2o.domain.Decision;
import io.q2o.domain.Moment;
import io.q2o.domain.SecretKind;
import io.q2o.domain.Slot;
import io.q2o.schemas.licensing.RefreshToken;
import java.time.Duration;

/**
 * What a device gets when it is activated or refreshes its tokens.
 *
 * @param accessToken signed at the door
 * @param refreshToken filled at the door
 * @param expiresIn seconds that the access token is good for
 * @param refreshExpiresIn seconds that the refresh token is good for
 */
record TokenAnswer(
        @JsonProperty("access_token") AccessTokenSlot accessToken,
        @JsonProperty("refresh_token") Slot refreshToken,
        @JsonProperty("token_type") String tokenType,
        @JsonProperty("expires_in") long expiresIn,
        @JsonProperty("device_id") long deviceId,
        @JsonProperty("refresh_expires_in") long refreshExpiresIn) {
    private static final Duration ACCESS = Duration.ofSeconds(900);
    private static final Duration REFRESH = Duration.ofDays(14);

    /** Who the tokens are for. */
    record Bearer(long tenantId, String slug, long deviceId) {}

    /** A refresh token made by the command, good for a fortnight from then. */
    static RefreshToken token(int counter, Moment moment) {
        return new RefreshToken(counter, moment.secretKey(), moment.at().plus(REFRESH));
    }

    static Decision.Answer of(
            Bearer bearer,
            Subscription subscription,
            String signingKey,
            RefreshToken token,
            Moment moment) {
        var answer =
                new TokenAnswer(
                        new AccessTokenSlot(signingKey, claims(bearer, subscription, moment)),
                        new Slot(
                                token.secretKey(),
                                SecretKind.REFRESH_TOKEN,
                                bearer.deviceId(),
                                token.counter()),
                        "Bearer",
                        ACCESS.toSeconds(),
                        bearer.deviceId(),
                        Duration.between(moment.at(), token.expiresAt()).toSeconds());
        return _ -> answer;
    }

    private static AccessClaims claims(Bearer bearer, Subscription subscription, Moment moment) {
        var issued = moment.at().getEpochSecond();
        return new AccessClaims(
                "tenant:" + bearer.tenantId() + ":device:" + bearer.deviceId(),
                bearer.slug(),
                issued,
                issued + ACCESS.toSeconds(),
                moment.position().toString(),
                new AccessClaims.Entitlements(
                        subscription.terms().name(),
                        subscription.terms().monthlyRunQuota(),
                        subscription.state()));
    }
}
