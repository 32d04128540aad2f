package io.q2o.processors.billing;

import io.q2o.log.CommandLog;
import io.q2o.log.CommandRecord;
import io.q2o.log.EventRecord;
import io.q2o.log.IdempotencyClaim;
import io.q2o.log.Uuid7;
import io.q2o.processors.automation.Automation;
import io.q2o.schemas.billing.PlanEvent.PlanChanged;
import io.q2o.schemas.billing.PlanTerms;
import io.q2o.schemas.billing.SubscriptionCommand.FollowChangedPlan;
import io.q2o.schemas.billing.SubscriptionEvent.SubscriptionOpened;
import io.q2o.schemas.billing.SubscriptionEvent.SubscriptionPlanChanged;
import io.q2o.schemas.platform.StoredTypes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * When a change of a plan says that subscribers follow, asks so of each subscription on it.
 *
 * <p>A door may have taken the terms of a new subscription from the plan before it changed, and the
 * rows of such a tenant may not be there yet when the change is followed. So a subscription that
 * opens or changes plan is looked at too: if its terms are neither those that subscribers follow
 * nor those on offer, it follows. Each looks when the rows of its own events are there, so that
 * whichever comes second sees the other.
 */
public final class WhenPlanChangedThenSubscribersFollow implements Automation {
    private static final int AT_ONCE = 64;

    private final CommandLog log;
    private final Subscribers subscribers;
    private final int rules;

    /**
     * @param rules rule version that its commands name
     */
    public WhenPlanChangedThenSubscribersFollow(
            CommandLog log, Subscribers subscribers, int rules) {
        this.log = log;
        this.subscribers = subscribers;
        this.rules = rules;
    }

    @Override
    public String name() {
        return "subscribers-follow";
    }

    @Override
    public Set<String> follows() {
        return Set.of(
                StoredTypes.nameOf(PlanChanged.class),
                StoredTypes.nameOf(SubscriptionOpened.class),
                StoredTypes.nameOf(SubscriptionPlanChanged.class));
    }

    @Override
    public Mono<Void> carryOut(List<EventRecord> events) {
        return subscribers
                .rowsAreThere(events.getLast().position())
                .then(subscribers.plans())
                .flatMapMany(
                        plans -> Flux.fromIterable(events).concatMap(event -> follow(event, plans)))
                .then();
    }

    private Mono<Void> follow(EventRecord event, Map<Long, PlanRow> plans) {
        return switch (event.event()) {
            case PlanChanged(long planId, var terms, boolean subscribersFollow)
                    when subscribersFollow ->
                    subscribers.on(planId).flatMap(slug -> ask(slug, terms, event), AT_ONCE).then();
            case SubscriptionOpened(String slug, _, _, var terms) ->
                    follow(slug, terms, plans.get(terms.planId()), event);
            case SubscriptionPlanChanged(String slug, var terms) ->
                    follow(slug, terms, plans.get(terms.planId()), event);
            default -> Mono.empty();
        };
    }

    private Mono<Void> follow(
            String slug, PlanTerms terms, @Nullable PlanRow plan, EventRecord event) {
        var followed = plan == null ? null : plan.followed();
        return plan == null
                        || followed == null
                        || terms.equals(followed)
                        || terms.equals(plan.terms())
                ? Mono.empty()
                : ask(slug, followed, event);
    }

    private Mono<Void> ask(String slug, PlanTerms terms, EventRecord event) {
        var command = new FollowChangedPlan(slug, terms);
        var actor = "automation:" + name();
        return log.append(
                        new CommandRecord(
                                Uuid7.next(),
                                command,
                                event.correlationId(),
                                actor,
                                rules,
                                null,
                                new IdempotencyClaim(
                                        String.join(
                                                "|",
                                                actor,
                                                StoredTypes.nameOf(command.getClass()),
                                                slug),
                                        event.id(),
                                        event.id()),
                                event.traceparent()))
                .then();
    }
}
