package io.q2o.domain.licensing;

import static io.q2o.domain.Scenario.WHEN_AT;
import static io.q2o.domain.licensing.Licences.CODE;
import static io.q2o.domain.licensing.Licences.DEVICE;
import static io.q2o.domain.licensing.Licences.ENROLLED;
import static io.q2o.domain.licensing.Licences.FORTNIGHT;
import static io.q2o.domain.licensing.Licences.ISSUED;
import static io.q2o.domain.licensing.Licences.activate;
import static io.q2o.domain.licensing.Licences.givenAcme;
import static io.q2o.domain.licensing.Licences.givenAcmeAndGlobex;
import static io.q2o.domain.licensing.Licences.refresh;
import static io.q2o.domain.licensing.Licences.token;
import static io.q2o.domain.licensing.Licences.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import io.q2o.domain.Scenario;
import io.q2o.domain.Slot;
import io.q2o.domain.billing.Plans;
import io.q2o.schemas.billing.SubscriptionEvent.SubscriptionPlanChanged;
import io.q2o.schemas.billing.SubscriptionEvent.SubscriptionResumed;
import io.q2o.schemas.billing.SubscriptionEvent.SubscriptionSuspended;
import io.q2o.schemas.licensing.DeviceCommand.RefreshDevice;
import io.q2o.schemas.licensing.DeviceEvent.DeviceReinstated;
import io.q2o.schemas.licensing.DeviceEvent.DeviceRevoked;
import io.q2o.schemas.licensing.DeviceEvent.RefreshReuseDetected;
import io.q2o.schemas.licensing.DeviceEvent.TokenRefreshed;
import io.q2o.schemas.licensing.RefreshToken;
import io.q2o.schemas.tenants.TenantEvent.PersonalDataErased;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RefreshingTest {
    private static final Duration RETRY = Duration.ofSeconds(60);
    private static final DeviceRefusal UNKNOWN = new DeviceRefusal.TokenIsUnknown();
    private static final DeviceRefusal EXPIRED = new DeviceRefusal.TokenHasExpired();
    private static final DeviceRefusal REUSED = new DeviceRefusal.TokenWasReused();
    private static final DeviceRefusal ENDED = new DeviceRefusal.TokenHasEnded();
    private static final SubscriptionSuspended SUSPENDED = new SubscriptionSuspended("acme");

    private static Scenario givenLaptop() {
        return givenAcme().and(ISSUED, ENROLLED);
    }

    private static TokenRefreshed refreshed(int counter, Instant at) {
        return new TokenRefreshed("acme", DEVICE, token(counter, at));
    }

    private static RefreshReuseDetected reused(int counter) {
        return new RefreshReuseDetected("acme", DEVICE, counter);
    }

    @Test
    void replacesATokenByItsSuccessor() {
        givenLaptop()
                .when(refresh(1))
                .then(refreshed(2, WHEN_AT))
                .answering(tokens(DEVICE, 2))
                .when(refresh(2))
                .then(refreshed(3, WHEN_AT))
                .answering(tokens(DEVICE, 3, WHEN_AT, 1_209_600, 2));
    }

    @Test
    void tellsThePlanOfThatMoment() {
        var refreshed =
                givenLaptop().and(new SubscriptionPlanChanged("acme", Plans.PRO)).when(refresh(1));
        assertThat(((TokenAnswer) refreshed.answer()).accessToken().claims().entitlements())
                .hasToString(
                        "Entitlements[plan=Pro, monthlyRunQuota=50, subscriptionState=active]");
    }

    @Test
    void givesEachTokenAFortnightFromThen() {
        var justBefore = FORTNIGHT.minusMillis(1);
        var then = WHEN_AT.plus(justBefore);
        givenLaptop()
                .after(FORTNIGHT)
                .when(refresh(1))
                .thenRefused(EXPIRED)
                .after(justBefore)
                .when(refresh(1))
                .then(refreshed(2, then))
                .answering(tokens(DEVICE, 2, then, 1_209_600, 2))
                .at(then.plus(FORTNIGHT))
                .when(refresh(2))
                .thenRefused(EXPIRED)
                .when(refresh(2))
                .thenRefused(EXPIRED);
    }

    @Test
    void answersAnHonestRetryWithTheSameSuccessor() {
        givenLaptop()
                .when(refresh(1))
                .then(refreshed(2, WHEN_AT))
                .after(RETRY)
                .when(refresh(1))
                .thenNothing()
                .answering(tokens(DEVICE, 2, WHEN_AT.plus(RETRY), 1_209_600 - 60, 2))
                .when(refresh(1))
                .thenNothing()
                .when(refresh(2))
                .then(refreshed(3, WHEN_AT.plus(RETRY)));
    }

    @Test
    void answersAnHonestRetryUnderTheKeyOfTheSuccessor() {
        var retried =
                givenLaptop()
                        .underKey("s2")
                        .when(refresh(1))
                        .then(
                                new TokenRefreshed(
                                        "acme",
                                        DEVICE,
                                        new RefreshToken(2, "s2", WHEN_AT.plus(FORTNIGHT))))
                        .underKey("s3")
                        .when(new RefreshDevice("acme", DEVICE, 1, "kid-2"))
                        .thenNothing();
        var answer = (TokenAnswer) retried.answer();
        assertThat(answer.refreshToken()).isEqualTo(new Slot("s2", "refresh-token", DEVICE, 2));
        assertThat(answer.accessToken().key()).isEqualTo("kid-2");
    }

    @Test
    void takesALateRetryForReuse() {
        givenLaptop()
                .when(refresh(1))
                .after(RETRY.plusMillis(1))
                .when(refresh(1))
                .thenRefused(REUSED, reused(1))
                .when(refresh(2))
                .thenRefused(ENDED)
                .when(refresh(1))
                .thenRefused(ENDED);
    }

    @Test
    void takesARetryForReuseOnceTheSuccessorIsUsed() {
        givenLaptop()
                .when(refresh(1))
                .when(refresh(2))
                .when(refresh(1))
                .thenRefused(REUSED, reused(1))
                .when(refresh(3))
                .thenRefused(ENDED);
    }

    @Test
    void endsTheFamilyByReuseEvenWhileTheSubscriptionIsNotUsable() {
        givenLaptop()
                .when(refresh(1))
                .when(refresh(2))
                .and(SUSPENDED)
                .when(refresh(1))
                .thenRefused(REUSED, reused(1))
                .and(new SubscriptionResumed("acme", "active"))
                .when(refresh(3))
                .thenRefused(ENDED);
    }

    @Test
    void refreshesNothingWhileTheSubscriptionIsNotUsable() {
        var notUsable = new DeviceRefusal.SubscriptionNotUsable("suspended");
        givenLaptop()
                .and(SUSPENDED)
                .when(refresh(1))
                .thenRefused(notUsable)
                .after(FORTNIGHT)
                .when(refresh(1))
                .thenRefused(notUsable)
                .and(new SubscriptionResumed("acme", "active"))
                .after(Duration.ZERO)
                .when(refresh(1))
                .then(refreshed(2, WHEN_AT))
                .and(SUSPENDED)
                .when(refresh(1))
                .thenRefused(notUsable);
    }

    @Test
    void refreshesAfterThePersonalDataWasErased() {
        givenLaptop()
                .and(new PersonalDataErased("acme", 2))
                .when(refresh(1))
                .then(refreshed(2, WHEN_AT));
    }

    @Test
    void startsANewFamilyWithEachActivation() {
        givenLaptop()
                .when(refresh(1))
                .when(activate("laptop", CODE))
                .when(refresh(1))
                .thenRefused(ENDED)
                .when(refresh(2))
                .thenRefused(ENDED)
                .when(refresh(3))
                .then(refreshed(4, WHEN_AT))
                .when(refresh(2))
                .thenRefused(ENDED)
                .when(refresh(3))
                .thenNothing();
    }

    @Test
    void startsANewFamilyAfterReuse() {
        givenLaptop()
                .when(refresh(1))
                .when(refresh(2))
                .when(refresh(1))
                .thenRefused(REUSED, reused(1))
                .when(activate("laptop", CODE))
                .when(refresh(3))
                .thenRefused(ENDED)
                .when(refresh(4))
                .then(refreshed(5, WHEN_AT));
    }

    @Test
    void refreshesNothingForARevokedDevice() {
        givenLaptop()
                .and(new DeviceRevoked("acme", DEVICE))
                .when(refresh(1))
                .thenRefused(new DeviceRefusal.BearerIsRevoked())
                .and(new DeviceReinstated("acme", DEVICE))
                .when(refresh(1))
                .thenRefused(ENDED)
                .when(refresh(2))
                .thenRefused(UNKNOWN);
    }

    @Test
    void knowsNoTokenThatWasNeverMade() {
        Scenario.given().when(refresh(1)).thenRefused(UNKNOWN);
        givenAcme().when(refresh(1)).thenRefused(UNKNOWN);
        givenLaptop()
                .when(refresh(2))
                .thenRefused(UNKNOWN)
                .when(refresh(0))
                .thenRefused(UNKNOWN)
                .when(refresh(-1))
                .thenRefused(UNKNOWN);
    }

    @Test
    void knowsNoDeviceOfAnotherTenant() {
        var asGlobex = new RefreshDevice("globex", DEVICE, 1, "kid-1");
        givenAcmeAndGlobex()
                .and(ISSUED, ENROLLED)
                .when(asGlobex)
                .thenRefused(UNKNOWN)
                .and(new DeviceRevoked("acme", DEVICE))
                .when(asGlobex)
                .thenRefused(UNKNOWN);
    }
}
