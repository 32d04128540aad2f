package io.q2o.domain.tenants;

import io.q2o.domain.billing.SubscriptionState;
import io.q2o.domain.tenants.TenantState.Contact;
import io.q2o.domain.tenants.TenantState.Profile;
import io.q2o.domain.tenants.TenantState.Registered;
import io.q2o.schemas.Change;
import io.q2o.schemas.Event;
import io.q2o.schemas.Sealed;
import io.q2o.schemas.billing.PlanTerms;
import io.q2o.schemas.billing.SubscriptionEvent.SubscriptionPlanChanged;
import io.q2o.schemas.billing.WantedPlan;
import io.q2o.schemas.tenants.Branding;
import io.q2o.schemas.tenants.TenantCommand.ChangeTenant;
import io.q2o.schemas.tenants.TenantEvent.BrandingChanged;
import io.q2o.schemas.tenants.TenantEvent.ProfileChanged;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What differs between a tenant as it is and as somebody wants it; the rest is no change. */
record TenantChanges(Registered before, SubscriptionState subscription, ChangeTenant wanted) {
    /** The plan to change to, null if it is to stay. */
    @Nullable WantedPlan otherPlan() {
        var plan = wanted.plan();
        return plan == null || isOn(plan.terms()) ? null : plan;
    }

    List<Event> events() {
        var profile = before.profile();
        var events = new ArrayList<Event>();
        var version = profile.version();
        var name = wanted.name() == null ? profile.name() : wanted.name();
        var contact = contact(before.contact());
        if (!name.equals(profile.name()) || !contact.equals(before.contact())) {
            events.add(
                    new ProfileChanged(
                            wanted.slug(),
                            name,
                            contact.email(),
                            contact.phoneNumber(),
                            ++version));
        }
        var branding = branding(profile);
        if (!branding.equals(profile.branding())) {
            events.add(new BrandingChanged(wanted.slug(), branding, ++version));
        }
        var plan = otherPlan();
        if (plan != null) {
            events.add(new SubscriptionPlanChanged(wanted.slug(), plan.terms()));
        }
        return events;
    }

    private Contact contact(Contact present) {
        return new Contact(
                sealed(present.email(), wanted.email()),
                sealed(present.phoneNumber(), wanted.phoneNumber()));
    }

    /** Sealing is randomised: the same text sealed again stays as it was. */
    private static @Nullable Sealed sealed(
            @Nullable Sealed present, @Nullable Change<Sealed> change) {
        if (change == null) {
            return present;
        }
        var to = change.to();
        return present != null && to != null && present.sameTextAs(to) ? present : to;
    }

    private Branding branding(Profile profile) {
        var present = profile.branding();
        return new Branding(
                text(present.logoUrl(), wanted.logoUrl()),
                text(present.primaryColor(), wanted.primaryColor()),
                text(present.domain(), wanted.domain()));
    }

    private static @Nullable String text(
            @Nullable String present, @Nullable Change<String> change) {
        return change == null ? present : change.to();
    }

    /** By number: terms that changed meanwhile reach subscribers only when the change says so. */
    private boolean isOn(PlanTerms plan) {
        return switch (subscription) {
            case SubscriptionState.Absent() -> false;
            case SubscriptionState.Active(var terms) -> terms.planId() == plan.planId();
            case SubscriptionState.Suspended(var terms) -> terms.planId() == plan.planId();
        };
    }
}
