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
import static io.q2o.domain.licensing.Licences.issued;
import static io.q2o.domain.licensing.Licences.refresh;
import static io.q2o.domain.licensing.Licences.token;
import static io.q2o.domain.tenants.Tenants.ACME_REGISTERED;
import static io.q2o.domain.tenants.Tenants.ACME_SUBSCRIBED;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.q2o.domain.ImpossibleEventException;
import io.q2o.domain.Scenario;
import io.q2o.schemas.Event;
import io.q2o.schemas.billing.SubscriptionEvent.SubscriptionSuspended;
import io.q2o.schemas.licensing.CodeEvent.CodeRevoked;
import io.q2o.schemas.licensing.DeviceCommand.RecordHeartbeat;
import io.q2o.schemas.licensing.DeviceCommand.ReinstateDevice;
import io.q2o.schemas.licensing.DeviceCommand.RevokeDevice;
import io.q2o.schemas.licensing.DeviceEvent.DeviceActivatedAgain;
import io.q2o.schemas.licensing.DeviceEvent.DeviceEnrolled;
import io.q2o.schemas.licensing.DeviceEvent.DeviceReinstated;
import io.q2o.schemas.licensing.DeviceEvent.DeviceRevoked;
import io.q2o.schemas.licensing.DeviceEvent.RefreshReuseDetected;
import io.q2o.schemas.licensing.DeviceEvent.TokenRefreshed;
import io.q2o.schemas.licensing.DeviceTelemetry.DeviceSeen;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeviceRulesTest {
    private static final RevokeDevice REVOKE = new RevokeDevice(DEVICE);
    private static final ReinstateDevice REINSTATE = new ReinstateDevice(DEVICE);
    private static final DeviceRevoked REVOKED = new DeviceRevoked("acme", DEVICE);
    private static final DeviceReinstated REINSTATED = new DeviceReinstated("acme", DEVICE);
    private static final RecordHeartbeat HEARTBEAT =
            new RecordHeartbeat("acme", DEVICE, "laptop", 300);
    private static final DeviceSeen SEEN = new DeviceSeen("acme", DEVICE);

    private static Scenario givenLaptop() {
        return givenAcme().and(ISSUED, ENROLLED);
    }

    @Test
    void revokesADeviceOnce() {
        givenLaptop()
                .when(REVOKE)
                .then(REVOKED)
                .answering(new DoneAnswer(true, "Device revoked."))
                .when(REVOKE)
                .thenNothing()
                .answering(new DoneAnswer(true, "Device revoked."));
    }

    @Test
    void reinstatesARevokedDeviceOnce() {
        givenLaptop()
                .when(REINSTATE)
                .thenNothing()
                .and(REVOKED)
                .when(REINSTATE)
                .then(REINSTATED)
                .answering(new DoneAnswer(true, "Device reinstated."))
                .when(REINSTATE)
                .thenNothing()
                .answering(new DoneAnswer(true, "Device reinstated."));
    }

    @Test
    void knowsNoDeviceThatWasNeverEnrolled() {
        var unknown = new DeviceRefusal.UnknownDevice(DEVICE);
        givenAcme().when(REVOKE).thenRefused(unknown).when(REINSTATE).thenRefused(unknown);
    }

    @Test
    void reinstatesNoDeviceWithoutAFreeSeat() {
        givenAcme()
                .and(issued("acme", CODE, null, 9), ENROLLED, REVOKED)
                .when(activate("tablet", CODE))
                .when(activate("phone", CODE))
                .when(activate("watch", CODE))
                .when(REINSTATE)
                .thenRefused(new DeviceRefusal.NoSeatLeft(3))
                .when(new RevokeDevice(newId(2)))
                .when(REINSTATE)
                .then(REINSTATED);
    }

    @Test
    void givesAReinstatedDeviceItsSeat() {
        givenAcme()
                .and(issued("acme", CODE, null, 9), ENROLLED, REVOKED, REINSTATED)
                .when(activate("tablet", CODE))
                .when(activate("phone", CODE))
                .when(activate("watch", CODE))
                .thenRefused(new DeviceRefusal.NoSeatLeft(3));
    }

    @Test
    void revokesAndReinstatesWhileTheSubscriptionIsNotUsable() {
        givenLaptop()
                .and(new SubscriptionSuspended("acme"))
                .when(REVOKE)
                .then(REVOKED)
                .when(REINSTATE)
                .then(REINSTATED);
    }

    @Test
    void letsAReinstatedDeviceOnlyActivateAgain() {
        givenLaptop()
                .and(REVOKED, REINSTATED)
                .when(refresh(1))
                .thenRefused(new DeviceRefusal.TokenHasEnded())
                .when(activate("laptop", CODE))
                .then(new DeviceActivatedAgain("acme", DEVICE, CODE, false, token(2, WHEN_AT)));
    }

    @Test
    void notesAHeartbeatOnceInAWhile() {
        givenLaptop()
                .when(HEARTBEAT)
                .thenNoted(SEEN)
                .answering(new HeartbeatAnswer(true))
                .after(Duration.ofMillis(299_999))
                .when(HEARTBEAT)
                .thenNothing()
                .answering(new HeartbeatAnswer(true))
                .after(Duration.ofSeconds(300))
                .when(HEARTBEAT)
                .thenNoted(SEEN)
                .after(Duration.ofSeconds(599))
                .when(HEARTBEAT)
                .thenNothing()
                .when(new RecordHeartbeat("acme", DEVICE, "laptop", 299))
                .thenNoted(SEEN);
        assertWrittenAs("{\"ok\": true}", givenLaptop().when(HEARTBEAT).answer());
    }

    @Test
    void hearsHeartbeatsWhateverTheStateOfSubscriptionAndCode() {
        givenLaptop()
                .and(new SubscriptionSuspended("acme"), new CodeRevoked("acme", CODE))
                .when(HEARTBEAT)
                .thenNoted(SEEN);
    }

    @Test
    void hearsNoHeartbeatOfADeviceItDoesNotKnow() {
        var unknown = new DeviceRefusal.BearerIsUnknown();
        givenAcme().when(HEARTBEAT).thenRefused(unknown);
        var ofGlobex = new RecordHeartbeat("globex", DEVICE, "laptop", 300);
        givenAcmeAndGlobex()
                .and(ISSUED, ENROLLED)
                .when(ofGlobex)
                .thenRefused(unknown)
                .and(REVOKED)
                .when(ofGlobex)
                .thenRefused(unknown);
    }

    @Test
    void hearsNoHeartbeatOfARevokedDevice() {
        givenLaptop()
                .and(REVOKED)
                .when(HEARTBEAT)
                .thenRefused(new DeviceRefusal.BearerIsRevoked())
                .when(new RecordHeartbeat("acme", DEVICE, "tablet", 300))
                .thenRefused(new DeviceRefusal.BearerIsRevoked());
    }

    @Test
    void hearsNoHeartbeatOfOtherHardware() {
        givenLaptop()
                .when(new RecordHeartbeat("acme", DEVICE, "tablet", 300))
                .thenRefused(new DeviceRefusal.FingerprintMismatch());
    }

    @Test
    void notesSightingsOfTwoTenantsWithEqualFingerprintsApart() {
        var ofGlobex =
                new DeviceEnrolled("globex", NEW_ID, "laptop", null, OTHER_CODE, token(1, WHEN_AT));
        givenAcmeAndGlobex()
                .and(ISSUED, ENROLLED, issued("globex", OTHER_CODE, null, 1), ofGlobex)
                .when(HEARTBEAT)
                .thenNoted(SEEN)
                .when(new RecordHeartbeat("globex", NEW_ID, "laptop", 300))
                .thenNoted(new DeviceSeen("globex", NEW_ID))
                .when(REVOKE)
                .then(REVOKED)
                .after(Duration.ofSeconds(300))
                .when(new RecordHeartbeat("globex", NEW_ID, "laptop", 300))
                .thenNoted(new DeviceSeen("globex", NEW_ID));
    }

    @Test
    void throwsAtEventsThatCannotFollow() {
        var second = token(2, WHEN_AT);
        assertImpossible(ENROLLED);
        assertImpossible(ISSUED, REVOKED);
        assertImpossible(ISSUED, REINSTATED);
        assertImpossible(ISSUED, ENROLLED, ENROLLED);
        assertImpossible(ISSUED, ENROLLED, REINSTATED);
        assertImpossible(ISSUED, ENROLLED, REVOKED, REVOKED);
        assertImpossible(ISSUED, ENROLLED, new DeviceRevoked("globex", DEVICE));
        assertImpossible(ISSUED, ENROLLED, REVOKED, new DeviceReinstated("globex", DEVICE));
        assertImpossible(ISSUED, new CodeRevoked("acme", CODE), ENROLLED);
        assertImpossible(issued("globex", CODE, null, 1), ENROLLED);
        assertImpossible(
                ISSUED,
                ENROLLED,
                new DeviceEnrolled("acme", NEW_ID, "tablet", null, CODE, token(1, WHEN_AT)));
        assertImpossible(
                issued("acme", CODE, null, 2),
                ENROLLED,
                new DeviceEnrolled("acme", NEW_ID, "laptop", null, CODE, token(1, WHEN_AT)));
        assertImpossible(ISSUED, ENROLLED, new TokenRefreshed("acme", DEVICE, token(3, WHEN_AT)));
        assertImpossible(ISSUED, ENROLLED, REVOKED, new TokenRefreshed("acme", DEVICE, second));
        assertImpossible(
                ISSUED, ENROLLED, REVOKED, REINSTATED, new TokenRefreshed("acme", DEVICE, second));
        assertImpossible(ISSUED, ENROLLED, new TokenRefreshed("globex", DEVICE, second));
        assertImpossible(ISSUED, ENROLLED, new RefreshReuseDetected("acme", DEVICE, 1));
        assertImpossible(
                ISSUED, ENROLLED, new DeviceActivatedAgain("acme", DEVICE, CODE, true, second));
        assertImpossible(
                ISSUED,
                ENROLLED,
                new DeviceActivatedAgain("acme", DEVICE, OTHER_CODE, false, second));
        assertImpossible(
                ISSUED,
                ENROLLED,
                new DeviceActivatedAgain("acme", DEVICE, CODE, false, token(3, WHEN_AT)));
        assertImpossible(
                ISSUED, ENROLLED, new DeviceActivatedAgain("globex", DEVICE, CODE, false, second));
    }

    private static void assertImpossible(Event... events) {
        assertThatThrownBy(() -> given(ACME_REGISTERED, ACME_SUBSCRIBED).and(events))
                .isInstanceOf(ImpossibleEventException.class);
    }
}
