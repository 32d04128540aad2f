package io.q2o.domain.tenants;

import io.q2o.domain.billing.Plans;
import io.q2o.schemas.Change;
import io.q2o.schemas.Sealed;
import io.q2o.schemas.billing.PlanTerms;
import io.q2o.schemas.billing.SubscriptionEvent.SubscriptionOpened;
import io.q2o.schemas.billing.WantedPlan;
import io.q2o.schemas.tenants.Branding;
import io.q2o.schemas.tenants.TenantCommand.ChangeTenant;
import io.q2o.schemas.tenants.TenantCommand.RegisterTenant;
import io.q2o.schemas.tenants.TenantEvent.TenantRegistered;
import org.jspecify.annotations.Nullable;

/** Tenants that tests speak of. */
public final class Tenants {
    public static final long ACME_ID = 98_304;
    public static final Branding BRANDING =
            new Branding("https://acme.example/logo.png", "#875a7b", "acme.example");
    public static final Sealed EMAIL = sealed("anna@acme.example");

    public static final TenantRegistered ACME_REGISTERED =
            new TenantRegistered("acme", ACME_ID, "Acme", BRANDING, EMAIL, null, "email");
    public static final SubscriptionOpened ACME_SUBSCRIBED =
            new SubscriptionOpened("acme", ACME_ID, "active", Plans.STARTER);

    /** What a change of Acme leaves alone unless it says otherwise. */
    public static final ChangeTenant NOTHING =
            new ChangeTenant("acme", null, null, null, null, null, null, null, null);

    private Tenants() {}

    /** The text sealed under the one data key, with another nonce each time in real life. */
    public static Sealed sealed(String text) {
        return new Sealed("acme/k1", "sealed:" + text, "mac:" + text);
    }

    public static RegisterTenant register(String slug) {
        return new RegisterTenant(slug, "Acme", BRANDING, EMAIL, null, "email", Plans.STARTER);
    }

    public static ChangeTenant rename(@Nullable String name) {
        return new ChangeTenant("acme", name, null, null, null, null, null, null, null);
    }

    public static ChangeTenant contact(
            @Nullable Change<Sealed> email, @Nullable Change<Sealed> phoneNumber) {
        return new ChangeTenant("acme", null, email, phoneNumber, null, null, null, null, null);
    }

    public static ChangeTenant paint(@Nullable String color) {
        return new ChangeTenant(
                "acme", null, null, null, null, new Change<>(color), null, null, null);
    }

    public static ChangeTenant moveTo(PlanTerms plan) {
        return wanting(new WantedPlan(plan, true));
    }

    public static ChangeTenant moveToRetired(PlanTerms plan) {
        return wanting(new WantedPlan(plan, false));
    }

    private static ChangeTenant wanting(WantedPlan plan) {
        return new ChangeTenant("acme", null, null, null, null, null, null, plan, null);
    }

    public static ChangeTenant renameAt(long version, String name) {
        return new ChangeTenant("acme", name, null, null, null, null, null, null, version);
    }
}
