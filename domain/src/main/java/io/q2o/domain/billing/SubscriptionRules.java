package io.q2o.domain.billing;

import static io.q2o.domain.Decision.accepted;
import static io.q2o.domain.Decision.refused;

import io.q2o.domain.Changes;
import io.q2o.domain.Decision;
import io.q2o.domain.Key;
import io.q2o.domain.Knowledge;
import io.q2o.domain.Moment;
import io.q2o.domain.Rules;
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

/**
 * A tenant's one subscription: opened when the tenant registers, suspended and resumed by admins.
 */
public final class SubscriptionRules implements Rules<SubscriptionCommand, SubscriptionEvent> {
    private final TenantAnswers answers;

    /** Builds the answer that shows a whole tenant. */
    @FunctionalInterface
    public interface TenantAnswers {
        /** The answer for the tenant with this slug. */
        Decision.Answer of(String slug);
    }

    public SubscriptionRules(TenantAnswers answers) {
        this.answers = answers;
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
    public Decision decide(Knowledge known, SubscriptionCommand command, Moment moment) {
        var slug = command.slug();
        var state = known.of(subscription(slug));
        return switch (command) {
            case SuspendSubscription _ ->
                    switch (state) {
                        case SubscriptionState.Absent() ->
                                refused(new SubscriptionRefusal.UnknownTenant());
                        case SubscriptionState.Open _ ->
                                accepted(answers.of(slug), new SubscriptionSuspended(slug));
                        case SubscriptionState.Suspended _ -> accepted(answers.of(slug));
                    };
            case ResumeSubscription _ ->
                    switch (state) {
                        case SubscriptionState.Absent() ->
                                refused(new SubscriptionRefusal.UnknownTenant());
                        case SubscriptionState.Open _ -> accepted(answers.of(slug));
                        case SubscriptionState.Suspended suspended ->
                                accepted(
                                        answers.of(slug),
                                        new SubscriptionResumed(slug, suspended.before()));
                    };
            case FollowChangedPlan follow ->
                    switch (state) {
                        case SubscriptionState.Absent() ->
                                refused(new SubscriptionRefusal.UnknownTenant());
                        case SubscriptionState.Open open -> follow(open.terms(), follow);
                        case SubscriptionState.Suspended suspended ->
                                follow(suspended.terms(), follow);
                    };
        };
    }

    private Decision follow(PlanTerms present, FollowChangedPlan follow) {
        return present.planId() != follow.terms().planId() || present.equals(follow.terms())
                ? accepted(answers.of(follow.slug()))
                : accepted(
                        answers.of(follow.slug()),
                        new SubscriptionPlanChanged(follow.slug(), follow.terms()));
    }

    @Override
    public void evolve(Knowledge known, SubscriptionEvent event, Moment happened, Changes changes) {
        var key = subscription(event.slug());
        var before = known.of(key);
        changes.put(
                key,
                switch (event) {
                    case SubscriptionOpened opened
                            when before instanceof SubscriptionState.Absent ->
                            new SubscriptionState.Open(opened.state(), opened.terms());
                    case SubscriptionSuspended _
                            when before instanceof SubscriptionState.Open open ->
                            new SubscriptionState.Suspended(open.word(), open.terms());
                    case SubscriptionResumed resumed
                            when before instanceof SubscriptionState.Suspended suspended ->
                            new SubscriptionState.Open(resumed.state(), suspended.terms());
                    case SubscriptionPlanChanged changed -> onPlan(before, changed);
                    case SubscriptionOpened _, SubscriptionSuspended _, SubscriptionResumed _ ->
                            throw impossible(before, event);
                });
    }

    private static SubscriptionState onPlan(
            SubscriptionState before, SubscriptionPlanChanged changed) {
        return switch (before) {
            case SubscriptionState.Absent() -> throw impossible(before, changed);
            case SubscriptionState.Open open ->
                    new SubscriptionState.Open(open.word(), changed.terms());
            case SubscriptionState.Suspended suspended ->
                    new SubscriptionState.Suspended(suspended.before(), changed.terms());
        };
    }

    private static IllegalStateException impossible(
            SubscriptionState before, SubscriptionEvent event) {
        return new IllegalStateException(
                event.getClass().getSimpleName()
                        + " cannot follow "
                        + before.getClass().getSimpleName());
    }

    private static Key<SubscriptionState> subscription(String slug) {
        return SubscriptionState.KIND.key(slug);
    }
}
