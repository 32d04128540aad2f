package io.q2o.processors.billing;

import io.q2o.log.CommandLog;
import io.q2o.log.CommandRecord;
import io.q2o.log.EventRecord;
import io.q2o.log.IdempotencyClaim;
import io.q2o.log.Uuid7;
import io.q2o.processors.automation.Automation;
import io.q2o.schemas.StoredTypes;
import io.q2o.schemas.billing.PlanEvent.PlanChanged;
import io.q2o.schemas.billing.SubscriptionCommand.FollowChangedPlan;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** When a change of a plan says that subscribers follow, asks so of each subscription on it. */
public final class WhenPlanChangedThenSubscribersFollow implements Automation {
    private static final int AT_ONCE = 64;

    private final CommandLog log;
    private final ConnectionFactory database;
    private final int rules;

    /**
     * @param rules rule version that its commands name
     */
    public WhenPlanChangedThenSubscribersFollow(
            CommandLog log, ConnectionFactory database, int rules) {
        this.log = log;
        this.database = database;
        this.rules = rules;
    }

    @Override
    public String name() {
        return "subscribers-follow";
    }

    @Override
    public String follows() {
        return StoredTypes.nameOf(PlanChanged.class);
    }

    @Override
    public Mono<Void> carryOut(EventRecord event) {
        return event.event() instanceof PlanChanged changed && changed.applyToSubscribers()
                ? subscribers(changed.planId())
                        .flatMap(slug -> log.append(command(slug, changed, event)), AT_ONCE)
                        .then()
                : Mono.empty();
    }

    private Flux<String> subscribers(long planId) {
        return Flux.usingWhen(
                database.create(),
                connection ->
                        Flux.from(
                                        connection
                                                .createStatement(
                                                        "select tenant from tenant where plan_id = $1")
                                                .bind(0, planId)
                                                .execute())
                                .flatMap(result ->
                                        result.map((row, _) ->
                                                String.valueOf(row.get(0, String.class)))),
                Connection::close);
    }

    private CommandRecord command(String slug, PlanChanged changed, EventRecord event) {
        var command = new FollowChangedPlan(slug, changed.terms());
        var actor = "automation:" + name();
        return new CommandRecord(
                Uuid7.next(),
                command,
                event.correlationId(),
                actor,
                rules,
                null,
                new IdempotencyClaim(
                        actor + "|" + StoredTypes.nameOf(command.getClass()) + "|" + slug,
                        event.id(),
                        event.id()),
                event.traceparent());
    }
}
