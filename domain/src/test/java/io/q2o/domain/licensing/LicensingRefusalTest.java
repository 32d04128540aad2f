package io.q2o.domain.licensing;

import static org.assertj.core.api.Assertions.assertThat;

import io.q2o.domain.Refusal;
import io.q2o.domain.UnknownTenant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Portals show the detail of a problem and nothing else. */
class LicensingRefusalTest {
    private static final List<Refusal> ALL =
            List.of(
                    new UnknownTenant("tenant_slug", "acme"),
                    new CodeRefusal.UnknownCode(7),
                    new CodeRefusal.OutOfRange("max_uses", 1, 9),
                    new CodeRefusal.PersonalDataIsErased("acme"),
                    new DeviceRefusal.UnknownTenantOrCode(),
                    new DeviceRefusal.SubscriptionNotUsable("suspended"),
                    new DeviceRefusal.DeviceIsRevoked(),
                    new DeviceRefusal.CodeIsRevoked(),
                    new DeviceRefusal.CodeHasExpired(),
                    new DeviceRefusal.CodeIsUsedUp(2),
                    new DeviceRefusal.NoSeatLeft(3),
                    new DeviceRefusal.UnknownDevice(7),
                    new DeviceRefusal.FingerprintMismatch(),
                    new DeviceRefusal.BearerIsUnknown(),
                    new DeviceRefusal.BearerIsRevoked(),
                    new DeviceRefusal.TokenIsUnknown(),
                    new DeviceRefusal.TokenHasExpired(),
                    new DeviceRefusal.TokenWasReused(),
                    new DeviceRefusal.TokenHasEnded());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    unknown-tenant          | UNKNOWN         | tenant_slug: there is no tenant 'acme'.
                    unknown-code            | UNKNOWN         | id: there is no code 7.
                    out-of-range            | INVALID         | max_uses: must be 1 to 9.
                    personal-data-is-erased | CONFLICT        | label: the personal data of 'acme' is erased; no label is taken.
                    unknown-tenant-or-code  | UNKNOWN         | tenant_slug, activation_code: there is no such tenant, or no such code of it.
                    subscription-not-usable | FORBIDDEN       | tenant_slug: the tenant's subscription is suspended.
                    device-revoked          | CONFLICT        | hw_fingerprint: the device is revoked until an administrator reinstates it.
                    device-revoked          | UNAUTHENTICATED | token: the device is revoked until an administrator reinstates it.
                    code-revoked            | CONFLICT        | activation_code: the code is revoked.
                    code-expired            | CONFLICT        | activation_code: the code has expired.
                    code-used-up            | CONFLICT        | activation_code: the code is used up (2 of 2).
                    no-seat-left            | CONFLICT        | device: no seat is left; the plan grants 3 devices at once.
                    unknown-device          | UNKNOWN         | id: there is no device 7.
                    fingerprint-mismatch    | CONFLICT        | hw_fingerprint: is not that of the device the token was made for.
                    device-unknown          | UNAUTHENTICATED | token: there is no such device of the tenant.
                    refresh-token-unknown   | UNAUTHENTICATED | refresh_token: there is no such token of such a device.
                    refresh-token-expired   | UNAUTHENTICATED | refresh_token: has expired; activate the device again.
                    refresh-token-reused    | UNAUTHENTICATED | refresh_token: was used before, so all tokens of this activation have ended; activate the device again.
                    refresh-token-ended     | UNAUTHENTICATED | refresh_token: belongs to an activation that has ended; activate the device again.
                    """)
    void saysWhichFieldAndWhy(String type, Refusal.Kind kind, String detail) {
        assertThat(ALL)
                .filteredOn(refusal -> refusal.type().equals(type) && refusal.kind() == kind)
                .singleElement()
                .extracting(Refusal::detail)
                .isEqualTo(detail);
    }
}
