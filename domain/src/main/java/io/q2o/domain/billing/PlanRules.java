package io.q2o.domain.billing;

import static io.q2o.domain.Decision.accepted;
import static io.q2o.domain.Decision.refused;

import io.q2o.domain.Changes;
import io.q2o.domain.Decision;
import io.q2o.domain.Key;
import io.q2o.domain.Knowledge;
import io.q2o.domain.Moment;
import io.q2o.domain.Rules;
import io.q2o.schemas.billing.PlanCommand;
import io.q2o.schemas.billing.PlanCommand.ChangePlan;
import io.q2o.schemas.billing.PlanCommand.DefinePlan;
import io.q2o.schemas.billing.PlanCommand.RetirePlan;
import io.q2o.schemas.billing.PlanEvent;
import io.q2o.schemas.billing.PlanEvent.PlanChanged;
import io.q2o.schemas.billing.PlanEvent.PlanDefined;
import io.q2o.schemas.billing.PlanEvent.PlanRetired;
import io.q2o.schemas.billing.PlanTerms;
import org.jspecify.annotations.Nullable;

/** The plan catalogue: names and Stripe prices are unique, plans are retired and never removed. */
public final class PlanRules implements Rules<PlanCommand, PlanEvent> {
    @Override
    public Class<PlanCommand> commands() {
        return PlanCommand.class;
    }

    @Override
    public Class<PlanEvent> events() {
        return PlanEvent.class;
    }

    @Override
    public Decision decide(Knowledge known, PlanCommand command, Moment moment) {
        return switch (command) {
            case DefinePlan define -> define(known, define.offer().of(moment.id(0)));
            case ChangePlan change -> change(known, change);
            case RetirePlan retire -> retire(known, retire.planId());
        };
    }

    private static Decision define(Knowledge known, PlanTerms terms) {
        var taken = taken(known, terms);
        return taken == null
                ? Decision.created(answer(terms.planId()), new PlanDefined(terms.planId(), terms))
                : refused(taken);
    }

    private static Decision change(Knowledge known, ChangePlan change) {
        var terms = change.offer().of(change.planId());
        var taken = taken(known, terms);
        return switch (known.of(plan(change.planId()))) {
            case PlanState.Absent() -> refused(new PlanRefusal.UnknownPlan());
            case PlanState.OnOffer _, PlanState.Retired _ when taken != null -> refused(taken);
            case PlanState.OnOffer offered -> changed(offered.terms(), terms, change);
            case PlanState.Retired retired -> changed(retired.terms(), terms, change);
        };
    }

    private static Decision changed(PlanTerms before, PlanTerms after, ChangePlan change) {
        return before.equals(after) && !change.applyToSubscribers()
                ? accepted(answer(after.planId()))
                : accepted(
                        answer(after.planId()),
                        new PlanChanged(after.planId(), after, change.applyToSubscribers()));
    }

    private static Decision retire(Knowledge known, long planId) {
        return switch (known.of(plan(planId))) {
            case PlanState.Absent() -> refused(new PlanRefusal.UnknownPlan());
            case PlanState.OnOffer _ -> accepted(answer(planId), new PlanRetired(planId));
            case PlanState.Retired _ -> accepted(answer(planId));
        };
    }

    private static @Nullable PlanRefusal taken(Knowledge known, PlanTerms terms) {
        if (known.of(name(terms)).byOtherThan(terms.planId())) {
            return new PlanRefusal.NameTaken(terms.name());
        }
        return known.of(price(terms)).byOtherThan(terms.planId())
                ? new PlanRefusal.StripePriceTaken(terms.stripePriceId())
                : null;
    }

    private static Decision.Answer answer(long planId) {
        return after ->
                switch (after.of(plan(planId))) {
                    case PlanState.OnOffer offered -> PlanAnswer.of(offered.terms(), false);
                    case PlanState.Retired retired -> PlanAnswer.of(retired.terms(), true);
                    case PlanState.Absent() -> throw new IllegalStateException("no plan " + planId);
                };
    }

    @Override
    public void evolve(Knowledge known, PlanEvent event, Moment happened, Changes changes) {
        var before = known.of(plan(event.planId()));
        switch (event) {
            case PlanDefined defined -> {
                if (!(before instanceof PlanState.Absent)) {
                    throw new IllegalStateException("defined twice: plan " + event.planId());
                }
                offer(defined.terms(), changes);
            }
            case PlanChanged changed -> evolve(before, changed.terms(), changes);
            case PlanRetired _ -> {
                switch (before) {
                    case PlanState.OnOffer offered ->
                            changes.put(
                                    plan(event.planId()), new PlanState.Retired(offered.terms()));
                    case PlanState.Absent _, PlanState.Retired _ ->
                            throw new IllegalStateException(
                                    "retired without an offer: plan " + event.planId());
                }
            }
        }
    }

    private static void evolve(PlanState before, PlanTerms terms, Changes changes) {
        switch (before) {
            case PlanState.Absent() ->
                    throw new IllegalStateException("changed before defined: " + terms.planId());
            case PlanState.OnOffer offered -> {
                release(offered.terms(), changes);
                offer(terms, changes);
            }
            case PlanState.Retired retired -> {
                release(retired.terms(), changes);
                offer(terms, changes);
                changes.put(plan(terms.planId()), new PlanState.Retired(terms));
            }
        }
    }

    private static void release(PlanTerms terms, Changes changes) {
        changes.put(name(terms), new Taken.Free());
        changes.put(price(terms), new Taken.Free());
    }

    private static void offer(PlanTerms terms, Changes changes) {
        changes.put(plan(terms.planId()), new PlanState.OnOffer(terms));
        changes.put(name(terms), new Taken.By(terms.planId()));
        changes.put(price(terms), new Taken.By(terms.planId()));
    }

    private static Key<PlanState> plan(long id) {
        return PlanState.KIND.key(Long.toString(id));
    }

    private static Key<Taken> name(PlanTerms terms) {
        return Taken.PLAN_NAME.key(terms.name());
    }

    private static Key<Taken> price(PlanTerms terms) {
        return Taken.STRIPE_PRICE.key(terms.stripePriceId());
    }
}
