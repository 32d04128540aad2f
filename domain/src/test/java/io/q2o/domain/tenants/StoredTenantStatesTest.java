package io.q2o.domain.tenants;

import static io.q2o.domain.Json.assertStoredAs;
import static io.q2o.domain.Scenario.GIVEN_AT;
import static io.q2o.domain.Scenario.WHEN_AT;
import static io.q2o.domain.tenants.Tenants.ACME_ID;
import static io.q2o.domain.tenants.Tenants.BRANDING;
import static io.q2o.domain.tenants.Tenants.EMAIL;

import io.q2o.domain.tenants.TenantState.Contact;
import io.q2o.domain.tenants.TenantState.Erased;
import io.q2o.domain.tenants.TenantState.Profile;
import io.q2o.domain.tenants.TenantState.Registered;
import org.junit.jupiter.api.Test;

/** Decider state outlives a build: what is pinned here must stay readable. */
class StoredTenantStatesTest {
    private static final Profile PROFILE =
            new Profile(ACME_ID, "acme", "Acme", BRANDING, "email", 3, GIVEN_AT, WHEN_AT);
    private static final String PROFILE_JSON =
            """
            {"id": 98304, "slug": "acme", "name": "Acme", "otpDeliveryMethod": "email",
             "branding": {"logoUrl": "https://acme.example/logo.png", "primaryColor": "#875a7b",
                          "domain": "acme.example"},
             "version": 3, "createdAt": "2026-03-01T10:00:00Z",
             "updatedAt": "2026-03-01T11:30:00.250Z"}
            """;

    @Test
    void keepsTenants() {
        assertStoredAs(
                """
                {"state": "registered", "profile": %s, "contact": {"email":
                    {"key": "acme/k1", "sealed": "sealed:anna@acme.example",
                     "mac": "mac:anna@acme.example"}}}
                """
                        .formatted(PROFILE_JSON),
                TenantState.KIND,
                new Registered(PROFILE, new Contact(EMAIL, null)));
        assertStoredAs(
                """
                {"state": "erased", "profile": %s}
                """
                        .formatted(PROFILE_JSON),
                TenantState.KIND,
                new Erased(PROFILE));
    }
}
