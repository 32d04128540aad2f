package io.q2o.command.decider;

import io.q2o.schemas.Change;
import io.q2o.schemas.Sealed;
import io.q2o.schemas.billing.PlanCommand.DefinePlan;
import io.q2o.schemas.billing.PlanOffer;
import io.q2o.schemas.billing.PlanTerms;
import io.q2o.schemas.tenants.Branding;
import io.q2o.schemas.tenants.TenantCommand.ChangeTenant;
import io.q2o.schemas.tenants.TenantCommand.RegisterTenant;

/** Commands that tests speak of. */
final class Requests {
    static final PlanOffer PRO = new PlanOffer("Pro", "price_pro", 10, 10, null, 9900L, "EUR");
    static final PlanTerms PRO_TERMS = PRO.of(32_768);
    static final Sealed EMAIL = new Sealed("acme/k1", "bm9uY2U=", "bWFj");

    private Requests() {}

    static DefinePlan definePro() {
        return new DefinePlan(PRO);
    }

    static RegisterTenant register(String slug) {
        return new RegisterTenant(
                slug,
                "The name of " + slug,
                new Branding("https://" + slug + ".example/logo.png", "#1a2b3c", null),
                EMAIL,
                null,
                "email",
                PRO_TERMS);
    }

    static ChangeTenant rename(String slug, String name) {
        return new ChangeTenant(slug, name, null, null, null, null, null, null, null);
    }

    static ChangeTenant rebrand(String slug, String logoUrl) {
        return new ChangeTenant(
                slug, null, null, null, new Change<>(logoUrl), null, null, null, null);
    }
}
