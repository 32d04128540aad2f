package io.q2o.domain.licensing;

import static io.q2o.domain.Json.assertStoredAs;
import static io.q2o.domain.Scenario.GIVEN_AT;
import static io.q2o.domain.Scenario.WHEN_AT;

import io.q2o.domain.licensing.CodeState.Code;
import io.q2o.domain.licensing.DeviceState.Device;
import io.q2o.schemas.licensing.RefreshToken;
import java.time.YearMonth;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Decider state outlives a build: what is pinned here must stay readable. */
class StoredLicensingStatesTest {
    private static final Device LAPTOP = new Device("acme", "f1", List.of(98_305L, 98_306L));
    private static final String LAPTOP_JSON =
            """
            {"slug": "acme", "fingerprint": "f1", "codes": [98305, 98306]}
            """;

    @Test
    void keepsCodes() {
        assertStoredAs(
                """
                {"state": "issued", "code": {"slug": "acme", "lastFour": "7KQ2", "secretKey": "s1",
                 "issuedAt": "2026-03-01T10:00:00Z", "expiresAt": "2026-03-01T11:30:00.250Z",
                 "maxUses": 3, "useCount": 1}}
                """,
                CodeState.KIND,
                new CodeState.Issued(new Code("acme", "7KQ2", "s1", GIVEN_AT, WHEN_AT, 3, 1)));
        assertStoredAs(
                """
                {"state": "revoked", "code": {"slug": "acme", "lastFour": "7KQ2", "secretKey": "s1",
                 "issuedAt": "2026-03-01T10:00:00Z", "maxUses": 1, "useCount": 0}}
                """,
                CodeState.KIND,
                new CodeState.Revoked(new Code("acme", "7KQ2", "s1", GIVEN_AT, null, 1, 0)));
    }

    @Test
    void keepsWhatThingsAreKnownBy() {
        var taken = new Lookup.Taken(98_305);
        var json =
                """
                {"state": "taken", "id": 98305}
                """;
        assertStoredAs(json, Lookup.CODE_HASH, taken);
        assertStoredAs(json, Lookup.FINGERPRINT, taken);
    }

    @Test
    void keepsCounts() {
        assertStoredAs(
                """
                {"state": "in-month", "month": "2026-03", "issued": 5, "used": 2}
                """,
                CodeCounts.KIND,
                new CodeCounts.InMonth(YearMonth.of(2026, 3), 5, 2));
        assertStoredAs(
                """
                {"state": "taken", "count": 2}
                """,
                Seats.KIND,
                new Seats.Taken(2));
    }

    @Test
    void keepsDevices() {
        var token = new RefreshToken(4, "s1", WHEN_AT);
        assertStoredAs(
                """
                {"state": "enrolled", "device": %s, "family": {"state": "live", "first": 3,
                 "token": {"counter": 4, "secretKey": "s1",
                           "expiresAt": "2026-03-01T11:30:00.250Z"},
                 "replacedAt": "2026-03-01T10:00:00Z"}}
                """
                        .formatted(LAPTOP_JSON),
                DeviceState.KIND,
                new DeviceState.Enrolled(LAPTOP, new RefreshFamily.Live(3, token, GIVEN_AT)));
        assertStoredAs(
                """
                {"state": "enrolled", "device": %s, "family": {"state": "live", "first": 4,
                 "token": {"counter": 4, "secretKey": "s1",
                           "expiresAt": "2026-03-01T11:30:00.250Z"}}}
                """
                        .formatted(LAPTOP_JSON),
                DeviceState.KIND,
                new DeviceState.Enrolled(LAPTOP, RefreshFamily.Live.startingWith(token)));
        assertStoredAs(
                """
                {"state": "enrolled", "device": %s, "family": {"state": "ended", "last": 4}}
                """
                        .formatted(LAPTOP_JSON),
                DeviceState.KIND,
                new DeviceState.Enrolled(LAPTOP, new RefreshFamily.Ended(4)));
        assertStoredAs(
                """
                {"state": "revoked", "device": %s, "lastCounter": 4}
                """
                        .formatted(LAPTOP_JSON),
                DeviceState.KIND,
                new DeviceState.Revoked(LAPTOP, 4));
    }

    @Test
    void keepsSightings() {
        assertStoredAs(
                """
                {"state": "noted", "at": "2026-03-01T10:00:00Z"}
                """,
                Sighting.KIND,
                new Sighting.Noted(GIVEN_AT));
    }
}
