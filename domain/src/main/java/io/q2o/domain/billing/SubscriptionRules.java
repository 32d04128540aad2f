package io.q2o.domain.billing;

import static io.q2o.domain.Decision.accepted;
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
import io.q2o.domain.billing.SubscriptionState.Absent;
import io.q2o.domain.billing.SubscriptionState.Active;
import io.q2o.domain.billing.SubscriptionState.Suspended;
import io.q2o.schemas.billing.PlanTerms;
import io.q2o.schemas.billing.SubscriptionCommand;
import io.q2o.schemas.billing.SubscriptionCommand.FollowChangedPlan;
import io.q2o.schemas.billing.SubscriptionCommand.ResumeSubscription;
import io.q2o.schemas.billing.SubscriptionCommand.SuspendSubscription;
import io.q2o.schemas.billing.SubscriptionEvent;
import io.q2o.schemas.billing.SubscriptionEvent.SubscriptionOpened;
import io.q2o.schemas.billing.SubscriptionEvent.SubscriptionPlanChanged;
import io.q2o.schemas.billing.SubscriptionEvent.SubscriptionResumed;
import io.q2o.schemas.billing.SubscriptionEvent.SubscriptionSuspended;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;

/** A tenant has exactly one subscription, opened when the tenant is registered. */
public final class SubscriptionRules implements Rules<SubscriptionCommand, SubscriptionEvent> {
    private final BiFunction<String, Instant, Decision.Answer> tenant;

    /**
     * @param tenant how the tenant with a slug is shown at an instant, which is the answer to every
     *     command
     */
    public SubscriptionRules(BiFunction<String, Instant, Decision.Answer> tenant) {
        this.tenant = tenant;
    }

    @Override
    public Class<SubscriptionCommand> commands() {
        return SubscriptionCommand.class;
    }

    @Override
    public Class<SubscriptionEvent> events() {
        return SubscriptionEvent.class;
    }

    @Override
    public List<Kind<?>> kinds() {
        return List.of(SubscriptionState.KIND);
    }

    @Override
    public Decision decide(Knowledge known, SubscriptionCommand command, Moment moment) {
        var state = known.of(SubscriptionState.key(command.slug()));
        var answer = tenant.apply(command.slug(), moment.at());
        return switch (command) {
            case SuspendSubscription(String slug) -> suspend(state, slug, answer);
            case ResumeSubscription(String slug) -> resume(state, slug, answer);
            case FollowChangedPlan(String slug, var terms) -> follow(state, slug, terms, answer);
        };
    }

    private static Decision suspend(SubscriptionState state, String slug, Decision.Answer answer) {
        return switch (state) {
            case Absent() -> refused(new UnknownTenant("slug", slug));
            case Suspended _ -> nothingToDo(answer);
            case Active _ -> accepted(answer, new SubscriptionSuspended(slug));
        };
    }

    private static Decision resume(SubscriptionState state, String slug, Decision.Answer answer) {
        return switch (state) {
            case Absent() -> refused(new UnknownTenant("slug", slug));
            case Active _ -> nothingToDo(answer);
            case Suspended _ -> accepted(answer, new SubscriptionResumed(slug, Active.WORD));
        };
    }

    private static Decision follow(
            SubscriptionState state, String slug, PlanTerms changed, Decision.Answer answer) {
        return switch (state) {
            case Absent() -> refused(new UnknownTenant("slug", slug));
            case Active(var terms) -> follow(terms, slug, changed, answer);
            case Suspended(var terms) -> follow(terms, slug, changed, answer);
        };
    }

    private static Decision follow(
            PlanTerms terms, String slug, PlanTerms changed, Decision.Answer answer) {
        var leftThatPlan = terms.planId() != changed.planId();
        return leftThatPlan || terms.equals(changed)
                ? nothingToDo(answer)
                : accepted(answer, new SubscriptionPlanChanged(slug, changed));
    }

    @Override
    public void evolve(Knowledge known, SubscriptionEvent event, Moment happened, Changes changes) {
        var key = SubscriptionState.key(event.slug());
        changes.put(key, after(known.of(key), event));
    }

    private static SubscriptionState after(SubscriptionState state, SubscriptionEvent event) {
        return switch (state) {
            case Absent() ->
                    switch (event) {
                        case SubscriptionOpened(_, _, String word, var terms)
                                when word.equals(Active.WORD) ->
                                new Active(terms);
                        case SubscriptionOpened _,
                                SubscriptionSuspended _,
                                SubscriptionResumed _,
                                SubscriptionPlanChanged _ ->
                                throw new ImpossibleEventException(event, state);
                    };
            case Active(var terms) ->
                    switch (event) {
                        case SubscriptionSuspended _ -> new Suspended(terms);
                        case SubscriptionPlanChanged(_, var changed) -> new Active(changed);
                        case SubscriptionOpened _, SubscriptionResumed _ ->
                                throw new ImpossibleEventException(event, state);
                    };
            case Suspended(var terms) ->
                    switch (event) {
                        case SubscriptionResumed(_, String word) when word.equals(Active.WORD) ->
                                new Active(terms);
                        case SubscriptionPlanChanged(_, var changed) -> new Suspended(changed);
                        case SubscriptionOpened _, SubscriptionSuspended _, SubscriptionResumed _ ->
                                throw new ImpossibleEventException(event, state);
                    };
        };
    }
}
