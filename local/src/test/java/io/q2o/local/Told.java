package io.q2o.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.q2o.schemas.Event;
import io.q2o.schemas.billing.SubscriptionEvent.SubscriptionOpened;
import io.q2o.schemas.billing.SubscriptionEvent.SubscriptionResumed;
import io.q2o.schemas.billing.SubscriptionEvent.SubscriptionSuspended;
import io.q2o.schemas.licensing.CodeEvent.CodeIssued;
import io.q2o.schemas.licensing.CodeEvent.CodeRevealed;
import io.q2o.schemas.licensing.CodeEvent.CodeRevoked;
import io.q2o.schemas.licensing.DeviceEvent.DeviceActivatedAgain;
import io.q2o.schemas.licensing.DeviceEvent.DeviceEnrolled;
import io.q2o.schemas.licensing.DeviceEvent.DeviceReinstated;
import io.q2o.schemas.licensing.DeviceEvent.DeviceRevoked;
import io.q2o.schemas.licensing.DeviceEvent.TokenRefreshed;
import io.q2o.schemas.licensing.RefreshToken;
import io.q2o.schemas.tenants.TenantEvent.ProfileChanged;
import io.q2o.schemas.tenants.TenantEvent.TenantRegistered;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** Compares the body of an answer with an event of the same command. */
final class Told {
    private final String what;
    private final JsonNode body;

    private Told(String what, JsonNode body) {
        this.what = what;
        this.body = body;
    }

    /**
     * Fails unless the answer says what the event says.
     *
     * @param what was asked and answered, for messages
     */
    static void confirms(String what, JsonNode body, Event event) {
        new Told(what, body).confirm(event);
    }

    private void confirm(Event event) {
        switch (event) {
            case TenantRegistered registered -> {
                is("slug", registered.slug());
                is("id", registered.tenantId());
                is("name", registered.name());
            }
            case ProfileChanged changed -> {
                is("slug", changed.slug());
                is("name", changed.name());
                is("version", changed.profileVersion());
            }
            case SubscriptionOpened opened -> isSubscription(opened.slug(), opened.state());
            case SubscriptionSuspended suspended -> isSubscription(suspended.slug(), "suspended");
            case SubscriptionResumed resumed -> isSubscription(resumed.slug(), resumed.state());
            case CodeIssued issued when issued.source().equals("registration") ->
                    assertThat(body.required("activationCodesTotal").asInt()).as(what).isPositive();
            case CodeIssued issued ->
                    assertThat(StreamSupport.stream(body.required("items").spliterator(), false))
                            .as(what)
                            .anyMatch(item ->
                                    item.required("id").asLong() == issued.codeId()
                                            && item.required("maxUses").asInt() == issued.maxUses()
                                            && item.required("code")
                                                    .asString()
                                                    .endsWith(issued.lastFour()));
            case CodeRevealed revealed -> is("id", revealed.codeId());
            case CodeRevoked revoked -> isDone("/codes/" + revoked.codeId());
            case DeviceEnrolled enrolled -> hasTokens(enrolled.deviceId(), enrolled.token());
            case DeviceActivatedAgain again -> hasTokens(again.deviceId(), again.token());
            case TokenRefreshed refreshed -> hasTokens(refreshed.deviceId(), refreshed.token());
            case DeviceRevoked revoked -> isDone("/devices/" + revoked.deviceId());
            case DeviceReinstated reinstated -> isDone("/devices/" + reinstated.deviceId());
            default -> throw new AssertionError("nobody asked for " + event);
        }
    }

    private void is(String field, String expected) {
        assertThat(body.required(field).asString()).as(what).isEqualTo(expected);
    }

    private void is(String field, long expected) {
        assertThat(body.required(field).asLong()).as(what).isEqualTo(expected);
    }

    private void isSubscription(String slug, String state) {
        is("slug", slug);
        assertThat(body.required("subscription").required("state").asString())
                .as(what)
                .isEqualTo(state);
    }

    private void hasTokens(long device, RefreshToken token) {
        is("device_id", device);
        assertThat(body.required("refresh_token").asString())
                .as(what)
                .startsWith(token.counter() + ".");
    }

    /** Such an answer does not name the thing; the path that was asked for does. */
    private void isDone(String path) {
        assertThat(body.required("success").asBoolean()).as(what).isTrue();
        assertThat(what).contains(path);
    }
}
