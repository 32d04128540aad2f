package io.q2o.domain.billing;

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
import io.q2o.domain.billing.PlanState.Absent;
import io.q2o.domain.billing.PlanState.OnOffer;
import io.q2o.domain.billing.PlanState.Retired;
import io.q2o.schemas.billing.PlanCommand;
import io.q2o.schemas.billing.PlanCommand.ChangePlan;
import io.q2o.schemas.billing.PlanCommand.DefinePlan;
import io.q2o.schemas.billing.PlanCommand.RetirePlan;
import io.q2o.schemas.billing.PlanEvent;
import io.q2o.schemas.billing.PlanEvent.PlanChanged;
import io.q2o.schemas.billing.PlanEvent.PlanDefined;
import io.q2o.schemas.billing.PlanEvent.PlanRetired;
import io.q2o.schemas.billing.PlanOffer;
import io.q2o.schemas.billing.PlanTerms;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The catalogue: no two plans share a name or a Stripe price, and none is ever removed. */
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
    public List<Kind<?>> kinds() {
        return List.of(PlanState.KIND, PlanWord.NAME, PlanWord.STRIPE_PRICE);
    }

    @Override
    public Decision decide(Knowledge known, PlanCommand command, Moment moment) {
        return switch (command) {
            case DefinePlan define -> define(known, define.offer().of(moment.id(0)));
            case ChangePlan change -> change(known, change);
            case RetirePlan(long planId) -> retire(known, planId);
        };
    }

    private static Decision define(Knowledge known, PlanTerms terms) {
        var taken = taken(known, terms);
        return taken != null
                ? refused(taken)
                : created(PlanAnswer.of(terms.planId()), new PlanDefined(terms.planId(), terms));
    }

    private static Decision change(Knowledge known, ChangePlan change) {
        return switch (known.of(PlanState.key(change.planId()))) {
            case Absent() -> refused(new PlanRefusal.UnknownPlan(change.planId()));
            case Retired(var terms) -> refused(new PlanRefusal.PlanIsRetired(terms.name()));
            case OnOffer(var terms) ->
                    change(known, terms, change.offer(), change.applyToSubscribers());
        };
    }

    private static Decision change(
            Knowledge known, PlanTerms before, PlanOffer offer, boolean applyToSubscribers) {
        var terms = offer.of(before.planId());
        var answer = PlanAnswer.of(before.planId());
        // equal terms may still be news to subscribers that an earlier change left as they were
        if (terms.equals(before) && !applyToSubscribers) {
            return nothingToDo(answer);
        }
        var taken = taken(known, terms);
        return taken != null
                ? refused(taken)
                : accepted(answer, new PlanChanged(terms.planId(), terms, applyToSubscribers));
    }

    private static Decision retire(Knowledge known, long planId) {
        return switch (known.of(PlanState.key(planId))) {
            case Absent() -> refused(new PlanRefusal.UnknownPlan(planId));
            case Retired _ -> nothingToDo(PlanAnswer.of(planId));
            case OnOffer(var terms) ->
                    accepted(PlanAnswer.of(planId), new PlanRetired(planId, terms));
        };
    }

    private static @Nullable PlanRefusal taken(Knowledge known, PlanTerms terms) {
        if (!known.of(PlanWord.NAME.key(terms.name())).admits(terms.planId())) {
            return new PlanRefusal.NameTaken(terms.name());
        }
        if (!known.of(PlanWord.STRIPE_PRICE.key(terms.stripePriceId())).admits(terms.planId())) {
            return new PlanRefusal.StripePriceTaken(terms.stripePriceId());
        }
        return null;
    }

    @Override
    public void evolve(Knowledge known, PlanEvent event, Moment happened, Changes changes) {
        var key = PlanState.key(event.planId());
        var state = known.of(key);
        var after =
                switch (event) {
                    case PlanDefined(_, var terms) when state instanceof Absent ->
                            bear(known, event, terms, changes);
                    case PlanChanged(_, var terms, _) when state instanceof OnOffer before -> {
                        release(before.terms(), terms, changes);
                        yield bear(known, event, terms, changes);
                    }
                    case PlanRetired(_, var terms)
                            when state instanceof OnOffer before && before.terms().equals(terms) ->
                            new Retired(terms);
                    case PlanDefined _, PlanChanged _, PlanRetired _ ->
                            throw new ImpossibleEventException(event, state);
                };
        changes.put(key, after);
    }

    private static PlanState bear(
            Knowledge known, PlanEvent event, PlanTerms terms, Changes changes) {
        var name = PlanWord.NAME.key(terms.name());
        var price = PlanWord.STRIPE_PRICE.key(terms.stripePriceId());
        for (var word : List.of(name, price)) {
            if (terms.planId() != event.planId() || !known.of(word).admits(event.planId())) {
                throw new ImpossibleEventException(event, known.of(word));
            }
            changes.put(word, new PlanWord.Taken(event.planId()));
        }
        return new OnOffer(terms);
    }

    private static void release(PlanTerms before, PlanTerms after, Changes changes) {
        if (!before.name().equals(after.name())) {
            changes.put(PlanWord.NAME.key(before.name()), new PlanWord.Free());
        }
        if (!before.stripePriceId().equals(after.stripePriceId())) {
            changes.put(PlanWord.STRIPE_PRICE.key(before.stripePriceId()), new PlanWord.Free());
        }
    }
}
