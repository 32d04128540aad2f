package io.q2o.domain.tenants;

import static io.q2o.domain.Decision.accepted;
import static io.q2o.domain.Decision.created;
import static io.q2o.domain.Decision.nothingToDo;
import static io.q2o.domain.Decision.refused;

import io.q2o.domain.Changes;
import io.q2o.domain.Decision;
import io.q2o.domain.ImpossibleEventException;
import io.q2o.domain.Kind;
import io.q2o.domain.Knowledge;
import io.q2o.domain.Moment;
import io.q2o.domain.Rules;
import io.q2o.domain.UnknownTenant;
import io.q2o.domain.billing.SubscriptionState;
import io.q2o.domain.licensing.Holder;
import io.q2o.domain.licensing.NewCodes;
import io.q2o.domain.tenants.TenantState.Absent;
import io.q2o.domain.tenants.TenantState.Contact;
import io.q2o.domain.tenants.TenantState.Erased;
import io.q2o.domain.tenants.TenantState.Profile;
import io.q2o.domain.tenants.TenantState.Registered;
import io.q2o.schemas.Event;
import io.q2o.schemas.billing.SubscriptionEvent.SubscriptionOpened;
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
import java.util.List;

/** A slug is given once; what is personal can be erased once. */
public final class TenantRules implements Rules<TenantCommand, TenantEvent> {
    private static final long FIRST_VERSION = 1;

    @Override
    public Class<TenantCommand> commands() {
        return TenantCommand.class;
    }

    @Override
    public Class<TenantEvent> events() {
        return TenantEvent.class;
    }

    @Override
    public List<Kind<?>> kinds() {
        return List.of(TenantState.KIND);
    }

    @Override
    public Decision decide(Knowledge known, TenantCommand command, Moment moment) {
        var state = known.of(TenantState.key(command.slug()));
        return switch (command) {
            case RegisterTenant register -> register(state, register, moment);
            case ChangeTenant change -> change(known, state, change, moment);
            case ErasePersonalData(String slug) -> erase(state, slug, moment);
        };
    }

    private static Decision register(TenantState state, RegisterTenant register, Moment moment) {
        var slug = register.slug();
        if (!TenantSlug.isWellFormed(slug)) {
            return refused(new TenantRefusal.SlugMalformed());
        }
        if (new TenantSlug(slug).isReserved()) {
            return refused(new TenantRefusal.SlugReserved(slug));
        }
        return switch (state) {
            case Registered _, Erased _ -> refused(new TenantRefusal.SlugTaken(slug));
            case Absent() ->
                    created(TenantAnswer.of(slug, moment.at()), registration(register, moment));
        };
    }

    /** A tenant starts with a subscription and the codes that its plan grants. */
    private static List<Event> registration(RegisterTenant register, Moment moment) {
        var slug = register.slug();
        var id = moment.id(0);
        var events = new ArrayList<Event>();
        events.add(
                new TenantRegistered(
                        slug,
                        id,
                        register.name(),
                        register.branding(),
                        register.email(),
                        register.phoneNumber(),
                        register.otpDeliveryMethod()));
        events.add(
                new SubscriptionOpened(slug, id, SubscriptionState.Active.WORD, register.plan()));
        events.addAll(NewCodes.ofRegistration(slug, register.plan().monthlyRunQuota(), moment));
        return events;
    }

    private static Decision change(
            Knowledge known, TenantState state, ChangeTenant change, Moment moment) {
        return switch (state) {
            case Absent() -> refused(new UnknownTenant("slug", change.slug()));
            case Erased _ -> refused(new TenantRefusal.PersonalDataIsErased(change.slug()));
            case Registered(var profile, _) when hasMovedOn(profile, change) ->
                    refused(new TenantRefusal.ProfileHasMovedOn(profile.version()));
            case Registered registered -> {
                var subscription = known.of(SubscriptionState.key(change.slug()));
                yield change(new TenantChanges(registered, subscription, change), moment);
            }
        };
    }

    private static Decision change(TenantChanges changes, Moment moment) {
        var plan = changes.otherPlan();
        return plan != null && !plan.onOffer()
                ? refused(new TenantRefusal.PlanNotOnOffer(plan.terms().name()))
                : accepted(TenantAnswer.of(changes.wanted().slug(), moment.at()), changes.events());
    }

    private static boolean hasMovedOn(Profile profile, ChangeTenant change) {
        return change.expectedVersion() != null && change.expectedVersion() != profile.version();
    }

    private static Decision erase(TenantState state, String slug, Moment moment) {
        return switch (state) {
            case Absent() -> refused(new UnknownTenant("slug", slug));
            case Erased _ -> nothingToDo(TenantAnswer.of(slug, moment.at()));
            case Registered(var profile, _) ->
                    accepted(
                            TenantAnswer.of(slug, moment.at()),
                            new PersonalDataErased(slug, profile.version() + 1));
        };
    }

    /** Whether there is a tenant with this slug. */
    public static boolean isTenant(Knowledge known, String slug) {
        return !(known.of(TenantState.key(slug)) instanceof Absent);
    }

    /** The tenant with a slug as the holder of codes and devices. */
    public static Holder holder(Knowledge known, String slug) {
        return switch (known.of(TenantState.key(slug))) {
            case Absent() -> new Holder.Unknown();
            case Registered(var profile, _) -> new Holder.Known(profile.id(), false);
            case Erased(var profile) -> new Holder.Known(profile.id(), true);
        };
    }

    @Override
    public void evolve(Knowledge known, TenantEvent event, Moment happened, Changes changes) {
        var key = TenantState.key(event.slug());
        changes.put(key, after(known.of(key), event, happened));
    }

    private static TenantState after(TenantState state, TenantEvent event, Moment happened) {
        return switch (state) {
            case Absent() ->
                    switch (event) {
                        case TenantRegistered registered -> registered(registered, happened);
                        case ProfileChanged _, BrandingChanged _, PersonalDataErased _ ->
                                throw new ImpossibleEventException(event, state);
                    };
            case Registered(var profile, var contact) -> {
                var at = happened.at();
                var next = profile.version() + 1;
                yield switch (event) {
                    case ProfileChanged(_, var name, var email, var phoneNumber, long version)
                            when version == next ->
                            new Registered(
                                    profile.named(name, version, at),
                                    new Contact(email, phoneNumber));
                    case BrandingChanged(_, var branding, long version) when version == next ->
                            new Registered(profile.branded(branding, version, at), contact);
                    case PersonalDataErased(_, long version) when version == next ->
                            new Erased(profile.touched(version, at));
                    case TenantRegistered _,
                            ProfileChanged _,
                            BrandingChanged _,
                            PersonalDataErased _ ->
                            throw new ImpossibleEventException(event, state);
                };
            }
            case Erased _ -> throw new ImpossibleEventException(event, state);
        };
    }

    private static TenantState registered(TenantRegistered event, Moment happened) {
        return new Registered(
                new Profile(
                        event.tenantId(),
                        event.slug(),
                        event.name(),
                        event.branding(),
                        event.otpDeliveryMethod(),
                        FIRST_VERSION,
                        happened.at(),
                        happened.at()),
                new Contact(event.email(), event.phoneNumber()));
    }
}
