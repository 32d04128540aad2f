package io.q2o.domain.licensing;

import static io.q2o.domain.Json.assertWrittenAs;
import static io.q2o.domain.Scenario.NEW_ID;
import static io.q2o.domain.Scenario.WHEN_AT;
import static io.q2o.domain.Scenario.given;
import static io.q2o.domain.Scenario.newId;
import static io.q2o.domain.licensing.Licences.CODE;
import static io.q2o.domain.licensing.Licences.DEVICE;
import static io.q2o.domain.licensing.Licences.ENROLLED;
import static io.q2o.domain.licensing.Licences.ISSUED;
import static io.q2o.domain.licensing.Licences.OTHER_CODE;
import static io.q2o.domain.licensing.Licences.activate;
import static io.q2o.domain.licensing.Licences.givenAcme;
import static io.q2o.domain.licensing.Licences.givenAcmeAndGlobex;
import static io.q2o.domain.licensing.Licences.hash;
import static io.q2o.domain.licensing.Licences.issued;
import static io.q2o.domain.licensing.Licences.refresh;
import static io.q2o.domain.licensing.Licences.token;
import static io.q2o.domain.licensing.Licences.tokens;
import static io.q2o.domain.tenants.Tenants.sealed;

import io.q2o.domain.Scenario;
import io.q2o.domain.billing.Plans;
import io.q2o.schemas.billing.PlanTerms;
import io.q2o.schemas.billing.SubscriptionEvent.SubscriptionPlanChanged;
import io.q2o.schemas.billing.SubscriptionEvent.SubscriptionSuspended;
import io.q2o.schemas.licensing.CodeEvent.CodeIssued;
import io.q2o.schemas.licensing.CodeEvent.CodeRevoked;
import io.q2o.schemas.licensing.DeviceCommand.ActivateDevice;
import io.q2o.schemas.licensing.DeviceCommand.RevokeDevice;
import io.q2o.schemas.licensing.DeviceEvent.DeviceActivatedAgain;
import io.q2o.schemas.licensing.DeviceEvent.DeviceEnrolled;
import io.q2o.schemas.licensing.DeviceEvent.DeviceRevoked;
import io.q2o.schemas.tenants.TenantEvent.PersonalDataErased;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ActivationTest {
    private static final SubscriptionSuspended SUSPENDED = new SubscriptionSuspended("acme");
    private static final DeviceRevoked DEVICE_REVOKED = new DeviceRevoked("acme", DEVICE);
    private static final CodeRevoked CODE_REVOKED = new CodeRevoked("acme", CODE);
    private static final DeviceRefusal UNKNOWN = new DeviceRefusal.UnknownTenantOrCode();

    private static DeviceEnrolled enrolled(int nthCommand, String fingerprint, long codeId) {
        return new DeviceEnrolled(
                "acme", newId(nthCommand), fingerprint, null, codeId, token(1, WHEN_AT));
    }

    private static DeviceActivatedAgain again(long codeId, boolean codeUsed, int counter) {
        return new DeviceActivatedAgain("acme", DEVICE, codeId, codeUsed, token(counter, WHEN_AT));
    }

    @Test
    void enrolsANewDevice() {
        givenAcme()
                .and(ISSUED)
                .when(activate("laptop", CODE))
                .then(enrolled(1, "laptop", CODE))
                .answering(tokens(NEW_ID, 1));
    }

    @Test
    void answersTokensAsSlotsForTheDoor() {
        assertWrittenAs(
                """
                {"access_token": {"slot": {"kind": "access-token", "key": "kid-1", "claims": {
                    "sub": "tenant:98304:device:327936", "tenant": "acme", "iat": 1772364600,
                    "exp": 1772365500, "position": "2:9", "entitlements": {"plan": "Starter", "monthly_run_quota": 10,
                    "subscription_state": "active"}}}},
                 "refresh_token": {"slot": {"key": "s1", "kind": "refresh-token", "id": 327936,
                                            "counter": 1}},
                 "token_type": "Bearer", "expires_in": 900, "device_id": 327936,
                 "refresh_expires_in": 1209600}
                """,
                givenAcme().and(ISSUED).when(activate("laptop", CODE)).answer());
    }

    @Test
    void keepsTheLabelUnlessThePersonalDataIsErased() {
        var label = sealed("Anna's laptop");
        var activate = new ActivateDevice("acme", List.of(hash(CODE)), "laptop", label, "kid-1");
        givenAcme()
                .and(ISSUED)
                .when(activate)
                .then(new DeviceEnrolled("acme", NEW_ID, "laptop", label, CODE, token(1, WHEN_AT)));
        givenAcme()
                .and(ISSUED, new PersonalDataErased("acme", 2))
                .when(activate)
                .then(enrolled(1, "laptop", CODE));
    }

    @Test
    void findsACodeUnderWhicheverKeyItWasHashed() {
        givenAcme()
                .and(ISSUED)
                .when(activate("acme", "laptop", "under the new key", hash(CODE)))
                .then(enrolled(1, "laptop", CODE));
    }

    @Test
    void tellsNobodyWhetherTheTenantOrTheCodeIsUnknown() {
        given().when(activate("laptop", CODE)).thenRefused(UNKNOWN);
        givenAcme()
                .when(activate("laptop", CODE))
                .thenRefused(UNKNOWN)
                .when(activate("acme", "laptop"))
                .thenRefused(UNKNOWN);
        givenAcme().and(SUSPENDED).when(activate("laptop", CODE)).thenRefused(UNKNOWN);
    }

    @Test
    void activatesNothingWhileTheSubscriptionIsNotUsable() {
        var notUsable = new DeviceRefusal.SubscriptionNotUsable("suspended");
        givenAcme().and(ISSUED, SUSPENDED).when(activate("laptop", CODE)).thenRefused(notUsable);
        givenAcme()
                .and(ISSUED, ENROLLED, SUSPENDED, DEVICE_REVOKED, CODE_REVOKED)
                .when(activate("laptop", CODE))
                .thenRefused(notUsable);
    }

    @Test
    void refusesARevokedDeviceBeforeItLooksAtTheCode() {
        givenAcme()
                .and(ISSUED, ENROLLED, DEVICE_REVOKED, CODE_REVOKED)
                .when(activate("laptop", CODE))
                .thenRefused(new DeviceRefusal.DeviceIsRevoked());
    }

    @Test
    void refusesARevokedCodeEvenToTheDeviceThatUsedIt() {
        givenAcme()
                .and(ISSUED, ENROLLED, CODE_REVOKED)
                .when(activate("laptop", CODE))
                .thenRefused(new DeviceRefusal.CodeIsRevoked())
                .when(activate("tablet", CODE))
                .thenRefused(new DeviceRefusal.CodeIsRevoked());
    }

    @Test
    void usesNothingUpWhenADeviceShowsACodeAgain() {
        givenAcme()
                .and(ISSUED, ENROLLED)
                .when(activate("laptop", CODE))
                .then(again(CODE, false, 2))
                .answering(tokens(DEVICE, 2))
                .when(activate("laptop", CODE))
                .then(again(CODE, false, 3));
    }

    @Test
    void letsADeviceShowItsCodeAgainAfterItExpired() {
        givenAcme()
                .and(issued("acme", CODE, WHEN_AT.minusMillis(1), 5), ENROLLED)
                .when(activate("laptop", CODE))
                .then(again(CODE, false, 2));
    }

    @Test
    void acceptsACodeUpToTheInstantItExpires() {
        givenAcme()
                .and(issued("acme", CODE, WHEN_AT, 1))
                .after(Duration.ofMillis(1))
                .when(activate("laptop", CODE))
                .thenRefused(new DeviceRefusal.CodeHasExpired())
                .after(Duration.ZERO)
                .when(activate("laptop", CODE))
                .then(enrolled(2, "laptop", CODE));
    }

    @Test
    void acceptsACodeUntilItIsUsedUp() {
        givenAcme()
                .and(issued("acme", CODE, null, 2))
                .when(activate("laptop", CODE))
                .then(enrolled(1, "laptop", CODE))
                .when(activate("tablet", CODE))
                .then(enrolled(2, "tablet", CODE))
                .when(activate("phone", CODE))
                .thenRefused(new DeviceRefusal.CodeIsUsedUp(2));
    }

    @Test
    void tellsThatACodeHasExpiredBeforeThatItIsUsedUp() {
        givenAcme()
                .and(issued("acme", CODE, WHEN_AT.minusMillis(1), 1), ENROLLED)
                .when(activate("tablet", CODE))
                .thenRefused(new DeviceRefusal.CodeHasExpired());
    }

    @Test
    void usesAnotherCodeOfAnEnrolledDevice() {
        givenAcme()
                .and(ISSUED, issued("acme", OTHER_CODE, null, 1), ENROLLED)
                .when(activate("laptop", OTHER_CODE))
                .then(again(OTHER_CODE, true, 2))
                .when(activate("tablet", OTHER_CODE))
                .thenRefused(new DeviceRefusal.CodeIsUsedUp(1))
                .when(activate("laptop", OTHER_CODE))
                .then(again(OTHER_CODE, false, 3))
                .when(activate("laptop", CODE))
                .then(again(CODE, false, 4));
    }

    @Test
    void refusesAnotherCodeOfAnEnrolledDeviceThatIsNotUsable() {
        givenAcme()
                .and(ISSUED, issued("acme", OTHER_CODE, WHEN_AT.minusMillis(1), 1), ENROLLED)
                .when(activate("laptop", OTHER_CODE))
                .thenRefused(new DeviceRefusal.CodeHasExpired());
    }

    @Test
    void refusesOneDeviceTooMany() {
        var full =
                givenAcme()
                        .and(issued("acme", CODE, null, 9))
                        .when(activate("laptop", CODE))
                        .then(enrolled(1, "laptop", CODE))
                        .when(activate("tablet", CODE))
                        .then(enrolled(2, "tablet", CODE))
                        .when(activate("phone", CODE))
                        .then(enrolled(3, "phone", CODE))
                        .when(activate("watch", CODE))
                        .thenRefused(new DeviceRefusal.NoSeatLeft(3));
        full.when(activate("phone", CODE)).events();
        full.when(new RevokeDevice(newId(1)))
                .then(new DeviceRevoked("acme", newId(1)))
                .when(activate("watch", CODE))
                .then(enrolled(7, "watch", CODE));
    }

    @Test
    void leavesTheCodeUnusedWhenNoSeatIsLeft() {
        onPlanWith(0)
                .and(ISSUED)
                .when(activate("laptop", CODE))
                .thenRefused(new DeviceRefusal.NoSeatLeft(0))
                .and(new SubscriptionPlanChanged("acme", Plans.STARTER))
                .when(activate("laptop", CODE))
                .then(enrolled(2, "laptop", CODE));
    }

    @Test
    void enrolsAsManyDevicesAsYouLikeWithoutALimit() {
        var unlimited = onPlanWith(null).and(issued("acme", CODE, null, 1000));
        for (int n = 1; n <= 300; n++) {
            unlimited.when(activate("device " + n, CODE)).events();
        }
    }

    @Test
    void takesNoSeatAwayWhenTheLimitFalls() {
        givenAcme()
                .and(issued("acme", CODE, null, 9), ENROLLED)
                .and(new SubscriptionPlanChanged("acme", withLimit(0)))
                .when(activate("laptop", CODE))
                .then(again(CODE, false, 2))
                .when(activate("tablet", CODE))
                .thenRefused(new DeviceRefusal.NoSeatLeft(0));
    }

    private static Scenario onPlanWith(@Nullable Integer deviceLimit) {
        return givenAcme().and(new SubscriptionPlanChanged("acme", withLimit(deviceLimit)));
    }

    private static PlanTerms withLimit(@Nullable Integer deviceLimit) {
        return new PlanTerms(
                Plans.STARTER.planId(), "Starter", "price", 10, deviceLimit, 10, 4900L, "EUR");
    }

    @Test
    void keepsTenantsWithEqualNamesAndFingerprintsApart() {
        var globex = issued("globex", OTHER_CODE, null, 9);
        givenAcmeAndGlobex()
                .and(issued("acme", CODE, null, 9), globex)
                .when(activate("acme", "laptop", hash(OTHER_CODE)))
                .thenRefused(UNKNOWN)
                .when(activate("globex", "laptop", hash(CODE)))
                .thenRefused(UNKNOWN)
                .when(activate("laptop", CODE))
                .then(enrolled(3, "laptop", CODE))
                .when(activate("globex", "laptop", hash(OTHER_CODE)))
                .then(
                        new DeviceEnrolled(
                                "globex", newId(4), "laptop", null, OTHER_CODE, token(1, WHEN_AT)));
    }

    @Test
    void countsTheSeatsOfEachTenantByItself() {
        var crowded =
                givenAcmeAndGlobex()
                        .and(issued("acme", CODE, null, 9), issued("globex", OTHER_CODE, null, 9));
        for (var fingerprint : List.of("laptop", "tablet", "phone")) {
            crowded.when(activate("globex", fingerprint, hash(OTHER_CODE))).events();
        }
        crowded.when(activate("laptop", CODE)).then(enrolled(4, "laptop", CODE));
    }

    @Test
    void findsTwoCodesOfEqualHashInTwoTenants() {
        var twin =
                new CodeIssued(
                        "globex", OTHER_CODE, hash(CODE), "7KQ2", null, null, 1, "old", "admin");
        givenAcmeAndGlobex()
                .and(ISSUED, twin)
                .when(activate("laptop", CODE))
                .then(enrolled(1, "laptop", CODE))
                .when(activate("globex", "laptop", hash(CODE)))
                .then(
                        new DeviceEnrolled(
                                "globex", newId(2), "laptop", null, OTHER_CODE, token(1, WHEN_AT)));
    }

    @Test
    void endsTheTokensOfTheActivationBefore() {
        givenAcme()
                .and(ISSUED, ENROLLED)
                .when(activate("laptop", CODE))
                .then(again(CODE, false, 2))
                .when(refresh(1))
                .thenRefused(new DeviceRefusal.TokenHasEnded())
                .when(refresh(2))
                .events();
    }
}
