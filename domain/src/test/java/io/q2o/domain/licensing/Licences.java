package io.q2o.domain.licensing;

import static io.q2o.domain.Scenario.SECRET_KEY;
import static io.q2o.domain.Scenario.WHEN_AT;
import static io.q2o.domain.tenants.Tenants.ACME_REGISTERED;
import static io.q2o.domain.tenants.Tenants.ACME_SUBSCRIBED;
import static io.q2o.domain.tenants.Tenants.BRANDING;
import static io.q2o.domain.tenants.Tenants.EMAIL;

import io.q2o.domain.AccessClaims;
import io.q2o.domain.AccessTokenSlot;
import io.q2o.domain.Scenario;
import io.q2o.domain.SecretKind;
import io.q2o.domain.Slot;
import io.q2o.domain.billing.Plans;
import io.q2o.schemas.billing.SubscriptionEvent.SubscriptionOpened;
import io.q2o.schemas.licensing.CodeEvent.CodeIssued;
import io.q2o.schemas.licensing.DeviceCommand.ActivateDevice;
import io.q2o.schemas.licensing.DeviceCommand.RefreshDevice;
import io.q2o.schemas.licensing.DeviceEvent.DeviceEnrolled;
import io.q2o.schemas.licensing.RefreshToken;
import io.q2o.schemas.tenants.TenantEvent.TenantRegistered;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Codes and devices that tests speak of: Acme has three seats. */
final class Licences {
    static final long CODE = 98_305;
    static final long OTHER_CODE = 98_306;
    static final long DEVICE = 131_072;
    static final long GLOBEX_ID = 163_840;
    static final Duration FORTNIGHT = Duration.ofDays(14);

    /** A code for one use and for ever. */
    static final CodeIssued ISSUED = issued("acme", CODE, null, 1);

    static final DeviceEnrolled ENROLLED =
            new DeviceEnrolled("acme", DEVICE, "laptop", null, CODE, token(1, WHEN_AT));

    private Licences() {}

    /** Acme, subscribed to Starter. */
    static Scenario givenAcme() {
        return Scenario.given(ACME_REGISTERED, ACME_SUBSCRIBED);
    }

    /** Another tenant whose name is the same. */
    static Scenario givenAcmeAndGlobex() {
        return givenAcme()
                .and(
                        new TenantRegistered(
                                "globex", GLOBEX_ID, "Acme", BRANDING, EMAIL, null, "email"),
                        new SubscriptionOpened("globex", GLOBEX_ID, "active", Plans.STARTER));
    }

    static CodeIssued issued(String slug, long codeId, @Nullable Instant expiresAt, int maxUses) {
        return new CodeIssued(
                slug, codeId, hash(codeId), "7KQ2", null, expiresAt, maxUses, "old", "admin");
    }

    static String hash(long codeId) {
        return "hash-" + codeId;
    }

    /** The device with this fingerprint shows a code. */
    static ActivateDevice activate(String fingerprint, long codeId) {
        return activate("acme", fingerprint, hash(codeId));
    }

    static ActivateDevice activate(String slug, String fingerprint, String... codeHashes) {
        return new ActivateDevice(slug, List.of(codeHashes), fingerprint, null, "kid-1");
    }

    static RefreshDevice refresh(int counter) {
        return new RefreshDevice("acme", DEVICE, counter, "kid-1");
    }

    /** A token made at an instant. */
    static RefreshToken token(int counter, Instant at) {
        return new RefreshToken(counter, SECRET_KEY, at.plus(FORTNIGHT));
    }

    /** The tokens of a device of Acme as they are answered at {@link Scenario#WHEN_AT}. */
    static TokenAnswer tokens(long deviceId, int counter) {
        return tokens(deviceId, counter, WHEN_AT, 1_209_600);
    }

    static TokenAnswer tokens(long deviceId, int counter, Instant at, long refreshExpiresIn) {
        return tokens(deviceId, counter, at, refreshExpiresIn, 1);
    }

    /**
     * @param n which command of the scenario asked for them, from 1
     */
    static TokenAnswer tokens(
            long deviceId, int counter, Instant at, long refreshExpiresIn, int n) {
        var claims =
                new AccessClaims(
                        "tenant:98304:device:" + deviceId,
                        "acme",
                        at.getEpochSecond(),
                        at.getEpochSecond() + 900,
                        Scenario.position(n).toString(),
                        new AccessClaims.Entitlements("Starter", 10, "active"));
        return new TokenAnswer(
                new AccessTokenSlot("kid-1", claims),
                new Slot(SECRET_KEY, SecretKind.REFRESH_TOKEN, deviceId, counter),
                "Bearer",
                900,
                deviceId,
                refreshExpiresIn);
    }
}
