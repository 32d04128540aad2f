package io.q2o.domain.tenants;

import static io.q2o.domain.Decision.accepted;
import static io.q2o.domain.Decision.created;
import static io.q2o.domain.Decision.refused;

import io.q2o.domain.Changes;
import io.q2o.domain.Decision;
import io.q2o.domain.Key;
import io.q2o.domain.Knowledge;
import io.q2o.domain.Moment;
import io.q2o.domain.Rules;
import io.q2o.domain.billing.SubscriptionState;
import io.q2o.schemas.Change;
import io.q2o.schemas.Event;
import io.q2o.schemas.Sealed;
import io.q2o.schemas.billing.PlanTerms;
import io.q2o.schemas.billing.SubscriptionEvent.SubscriptionOpened;
import io.q2o.schemas.billing.SubscriptionEvent.SubscriptionPlanChanged;
import io.q2o.schemas.tenants.Branding;
import io.q2o.schemas.tenants.TenantCommand;
import io.q2o.schemas.tenants.TenantCommand.ChangeTenant;
import io.q2o.schemas.tenants.TenantCommand.ErasePersonalData;
import io.q2o.schemas.tenants.TenantCommand.RegisterTenant;
import io.q2o.schemas.tenants.TenantEvent;
import io.q2o.schemas.tenants.TenantEvent.BrandingChanged;
import io.q2o.schemas.tenants.TenantEvent.PersonalDataErased;
import io.q2o.schemas.tenants.TenantEvent.ProfileChanged;
import io.q2o.schemas.tenants.TenantEvent.TenantRegistered;
import java.util.ArrayList;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tenants: a slug is given once for ever, what is repeated is no change, what is erased stays so.
 */
public final class TenantRules implements Rules<TenantCommand, TenantEvent> {
    private static final Set<String> RESERVED = Set.of("platform", "catalogue");

    @Override
    public Class<TenantCommand> commands() {
        return TenantCommand.class;
    }

    @Override
    public Class<TenantEvent> events() {
        return TenantEvent.class;
    }

    @Override
    public Decision decide(Knowledge known, TenantCommand command, Moment moment) {
        var state = known.of(tenant(command.slug()));
        return switch (command) {
            case RegisterTenant register -> register(state, register, moment);
            case ChangeTenant change -> change(known, state, change);
            case ErasePersonalData erase -> erase(state, erase.slug());
        };
    }

    private static Decision register(TenantState state, RegisterTenant asked, Moment moment) {
        return switch (state) {
            case TenantState.Absent() when RESERVED.contains(asked.slug()) ->
                    refused(new TenantRefusal.SlugReserved(asked.slug()));
            case TenantState.Absent() ->
                    created(
                            TenantAnswer.of(asked.slug()),
                            new TenantRegistered(
                                    asked.slug(),
                                    moment.id(0),
                                    asked.name(),
                                    asked.branding(),
                                    asked.email(),
                                    asked.phoneNumber(),
                                    asked.otpDeliveryMethod()),
                            new SubscriptionOpened(
                                    asked.slug(), moment.id(0), "active", asked.plan()));
            case TenantState.Registered _, TenantState.Erased _ ->
                    refused(new TenantRefusal.SlugTaken(asked.slug()));
        };
    }

    private static Decision change(Knowledge known, TenantState state, ChangeTenant asked) {
        return switch (state) {
            case TenantState.Absent() -> refused(new TenantRefusal.UnknownTenant());
            case TenantState.Erased _ -> refused(new TenantRefusal.PersonalDataAreErased());
            case TenantState.Registered tenant
                    when asked.expectedVersion() != null
                            && asked.expectedVersion() != tenant.profile().version() ->
                    refused(
                            new TenantRefusal.VersionMismatch(
                                    asked.expectedVersion(), tenant.profile().version()));
            case TenantState.Registered tenant ->
                    accepted(
                            TenantAnswer.of(asked.slug()),
                            changes(
                                    tenant.profile(),
                                    known.of(SubscriptionState.KIND.key(asked.slug())),
                                    asked));
        };
    }

    private static ArrayList<Event> changes(
            TenantState.Profile profile, SubscriptionState paid, ChangeTenant asked) {
        var events = new ArrayList<Event>();
        var version = profile.version();
        var name = asked.name() == null ? profile.name() : asked.name();
        var email = changed(profile.email(), asked.email());
        var phone = changed(profile.phoneNumber(), asked.phoneNumber());
        if (!name.equals(profile.name())
                || email != profile.email()
                || phone != profile.phoneNumber()) {
            events.add(new ProfileChanged(asked.slug(), name, email, phone, ++version));
        }
        var before = profile.branding();
        var branding =
                new Branding(
                        wanted(before.logoUrl(), asked.logoUrl()),
                        wanted(before.primaryColor(), asked.primaryColor()),
                        wanted(before.domain(), asked.domain()));
        if (!branding.equals(before)) {
            events.add(new BrandingChanged(asked.slug(), branding, ++version));
        }
        var plan = asked.plan();
        if (plan != null && planOf(paid).planId() != plan.planId()) {
            events.add(new SubscriptionPlanChanged(asked.slug(), plan));
        }
        return events;
    }

    private static PlanTerms planOf(SubscriptionState paid) {
        return switch (paid) {
            case SubscriptionState.Absent() ->
                    throw new IllegalStateException("a tenant without a subscription");
            case SubscriptionState.Open open -> open.terms();
            case SubscriptionState.Suspended suspended -> suspended.terms();
        };
    }

    /** The same object when nothing changes. */
    private static @Nullable Sealed changed(
            @Nullable Sealed before, @Nullable Change<Sealed> change) {
        if (change == null) {
            return before;
        }
        var to = change.to();
        return to != null && before != null && to.sameTextAs(before) ? before : to;
    }

    private static @Nullable String wanted(
            @Nullable String before, @Nullable Change<String> change) {
        return change == null ? before : change.to();
    }

    private static Decision erase(TenantState state, String slug) {
        return switch (state) {
            case TenantState.Absent() -> refused(new TenantRefusal.UnknownTenant());
            case TenantState.Registered tenant ->
                    accepted(
                            TenantAnswer.of(slug),
                            new PersonalDataErased(slug, tenant.profile().version() + 1));
            case TenantState.Erased _ -> accepted(TenantAnswer.of(slug));
        };
    }

    @Override
    public void evolve(Knowledge known, TenantEvent event, Moment happened, Changes changes) {
        var key = tenant(event.slug());
        var before = known.of(key);
        var at = happened.at();
        changes.put(
                key,
                switch (event) {
                    case TenantRegistered registered when before instanceof TenantState.Absent ->
                            new TenantState.Registered(
                                    new TenantState.Profile(
                                            registered.tenantId(),
                                            registered.name(),
                                            registered.branding(),
                                            registered.email(),
                                            registered.phoneNumber(),
                                            registered.otpDeliveryMethod(),
                                            1,
                                            at,
                                            at));
                    case ProfileChanged changed
                            when before instanceof TenantState.Registered tenant ->
                            new TenantState.Registered(
                                    tenant.profile()
                                            .with(
                                                    changed.name(),
                                                    changed.email(),
                                                    changed.phoneNumber(),
                                                    changed.profileVersion(),
                                                    at));
                    case BrandingChanged changed
                            when before instanceof TenantState.Registered tenant ->
                            new TenantState.Registered(
                                    tenant.profile()
                                            .with(
                                                    changed.branding(),
                                                    changed.profileVersion(),
                                                    at));
                    case PersonalDataErased erased
                            when before instanceof TenantState.Registered tenant ->
                            new TenantState.Erased(
                                    tenant.profile()
                                            .with(
                                                    tenant.profile().name(),
                                                    null,
                                                    null,
                                                    erased.profileVersion(),
                                                    at));
                    case TenantRegistered _,
                            ProfileChanged _,
                            BrandingChanged _,
                            PersonalDataErased _ ->
                            throw new IllegalStateException(
                                    event.getClass().getSimpleName()
                                            + " cannot follow "
                                            + before.getClass().getSimpleName());
                });
    }

    private static Key<TenantState> tenant(String slug) {
        return TenantState.KIND.key(slug);
    }
}
