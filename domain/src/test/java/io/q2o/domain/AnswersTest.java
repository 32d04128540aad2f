package io.q2o.domain;

import static io.q2o.domain.Json.assertWrittenAs;
import static io.q2o.domain.Scenario.given;
import static io.q2o.domain.tenants.Tenants.ACME_REGISTERED;
import static io.q2o.domain.tenants.Tenants.ACME_SUBSCRIBED;
import static io.q2o.domain.tenants.Tenants.rename;
import static org.assertj.core.api.Assertions.assertThat;

import io.q2o.domain.billing.Plans;
import io.q2o.schemas.billing.PlanCommand.DefinePlan;
import io.q2o.schemas.billing.PlanOffer;
import io.q2o.schemas.tenants.Branding;
import io.q2o.schemas.tenants.TenantCommand.ErasePersonalData;
import io.q2o.schemas.tenants.TenantCommand.RegisterTenant;
import org.junit.jupiter.api.Test;

/** The JSON that callers get: the portals reject a whole page for one key that is not there. */
class AnswersTest {
    @Test
    void showsATenantWithEveryKey() {
        var bare = new Branding(null, null, null);
        var register = new RegisterTenant("acme", "Acme", bare, null, null, "both", Plans.PRO);
        assertWrittenAs(
                """
                {"id": 327936, "name": "Acme", "slug": "acme", "logoUrl": null,
                 "primaryColor": null, "domain": null, "email": null, "phoneNumber": null,
                 "otpDeliveryMethod": "both", "usageQuota": 50, "usageCurrent": 0,
                 "activationCodesTotal": 5, "activationCodesUsed": 0, "erased": false,
                 "version": 1, "createdAt": "2026-03-01T11:30:00.250Z",
                 "updatedAt": "2026-03-01T11:30:00.250Z",
                 "subscription": {"planName": "Pro", "status": "active", "state": "active"}}
                """,
                given().when(register).answer());
    }

    @Test
    void showsPersonalTextsSealedAndErasedOnesAsNull() {
        var tenant = given(ACME_REGISTERED, ACME_SUBSCRIBED).when(rename("Acme"));
        assertThat(Json.MAPPER.valueToTree(tenant.answer()).get("email"))
                .isEqualTo(
                        Json.MAPPER.readTree(
                                """
                                {"key": "acme/k1", "sealed": "sealed:anna@acme.example",
                                 "mac": "mac:anna@acme.example"}
                                """));
        tenant.when(new ErasePersonalData("acme"));
        assertThat(Json.MAPPER.writeValueAsString(tenant.answer()))
                .contains("\"email\":null", "\"phoneNumber\":null", "\"erased\":true");
    }

    @Test
    void showsAPlanWithEveryKey() {
        var bare = new PlanOffer("Enterprise", "price_enterprise", 200, null, null, null, "EUR");
        assertWrittenAs(
                """
                {"id": 327936, "name": "Enterprise", "stripePriceId": "price_enterprise",
                 "monthlyRunQuota": 200, "deviceLimit": null, "projectLimit": null,
                 "monthlyPriceCents": null, "currency": "EUR", "retired": false}
                """,
                given().when(new DefinePlan(bare)).answer());
    }
}
