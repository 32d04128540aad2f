package io.q2o.domain.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import io.q2o.domain.Refusal;
import io.q2o.domain.UnknownTenant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Portals show the detail of a problem and nothing else. */
class TenantRefusalTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    slug-malformed          | INVALID          | slug: must be 3 to 100 lower-case letters and digits, in groups joined by single dashes.
                    slug-reserved           | INVALID          | slug: 'platform' is reserved for the platform itself.
                    slug-taken              | CONFLICT         | slug: a tenant with this slug ('acme') already exists, and a slug is never given twice.
                    unknown-tenant          | UNKNOWN          | slug: there is no tenant 'acme'.
                    personal-data-is-erased | CONFLICT         | slug: the personal data of 'acme' is erased; its profile can no longer be changed.
                    plan-not-on-offer       | INVALID          | subscriptionPlan: the plan 'Pro' is retired; take one on offer.
                    profile-has-moved-on    | VERSION_MISMATCH | If-Match: the profile is at version 2 by now; read it again and repeat the change.
                    """)
    void saysWhichFieldAndWhy(String type, Refusal.Kind kind, String detail) {
        assertThat(
                        List.<Refusal>of(
                                new TenantRefusal.SlugMalformed(),
                                new TenantRefusal.SlugReserved("platform"),
                                new TenantRefusal.SlugTaken("acme"),
                                new UnknownTenant("slug", "acme"),
                                new TenantRefusal.PersonalDataIsErased("acme"),
                                new TenantRefusal.PlanNotOnOffer("Pro"),
                                new TenantRefusal.ProfileHasMovedOn(2)))
                .filteredOn(refusal -> refusal.type().equals(type))
                .singleElement()
                .satisfies(refusal -> {
                    assertThat(refusal.kind()).isEqualTo(kind);
                    assertThat(refusal.detail()).isEqualTo(detail);
                });
    }
}
