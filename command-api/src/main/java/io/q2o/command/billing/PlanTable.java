package io.q2o.command.billing;

import io.q2o.log.CloudEventHeaders;
import io.q2o.log.KafkaSettings;
import io.q2o.log.ReactorKafkaCommandLog;
import io.q2o.log.StoredRecords;
import io.q2o.log.TopicTable;
import io.q2o.log.UnreadableRecordException;
import io.q2o.schemas.Position;
import io.q2o.schemas.Topics;
import io.q2o.schemas.billing.PlanEvent;
import io.q2o.schemas.billing.PlanTerms;
import io.q2o.schemas.billing.WantedPlan;
import io.q2o.web.ConsistencyToken;
import io.q2o.web.FieldFault;
import io.q2o.web.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * The terms of all plans as far as {@code q2o.plans} tells, to complete commands with: deciding
 * never looks them up. How far the catalogue has got is read from the end of its partition of
 * {@code q2o.events}, where changes of plans stand too.
 */
@Component
public final class PlanTable implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(PlanTable.class);
    private static final Duration FOR_A_TOKEN = Duration.ofSeconds(2);
    private static final Duration FOR_AN_UNKNOWN_PLAN = Duration.ofMillis(500);

    /** Records of the partition's end that surely hold an event. */
    private static final long LOOK_BACK = 1_000;

    private record Plan(PlanTerms terms, boolean isRetired, long position) {}

    private record Waiting(long position, @Nullable String name, CompletableFuture<Void> done) {}

    private final int cataloguePartition;
    private final TopicTable plans;
    private final TopicTable events;
    private final Map<Long, Plan> byId = new ConcurrentHashMap<>();
    private final List<Waiting> waiting = new CopyOnWriteArrayList<>();
    private volatile long position = -1;
    private volatile boolean running;

    PlanTable(KafkaSettings kafka) {
        cataloguePartition =
                ReactorKafkaCommandLog.partitionOf(Topics.CATALOGUE, kafka.partitions());
        plans = new TopicTable(Topics.PLANS, kafka, "q2o-plans", this::apply);
        events =
                new TopicTable(
                        Topics.EVENTS,
                        cataloguePartition,
                        LOOK_BACK,
                        kafka,
                        "q2o-plan-positions",
                        this::follow);
    }

    /**
     * The terms of a plan, once this process has got as far as the token says.
     *
     * @param field named in the problem
     * @return 422 that names the plans on offer if there is no such plan on offer
     */
    public Mono<PlanTerms> onOffer(String field, String name, ConsistencyToken token) {
        return reached(token)
                .then(named(name))
                .switchIfEmpty(Mono.error(() -> unknown(field, name)));
    }

    /** As {@link #onOffer}, retired plans too. */
    public Mono<WantedPlan> known(String field, String name, ConsistencyToken token) {
        return reached(token)
                .then(
                        Mono.defer(() -> {
                            var plan = find(name, true);
                            return plan == null
                                    ? named(name).map(terms -> new WantedPlan(terms, true))
                                    : Mono.just(new WantedPlan(plan.terms(), !plan.isRetired()));
                        }))
                .switchIfEmpty(Mono.error(() -> unknown(field, name)));
    }

    private Mono<Void> reached(ConsistencyToken token) {
        var wanted = token.positions().get(cataloguePartition);
        if (wanted == null || position >= wanted) {
            return plans.caughtUp();
        }
        return plans.caughtUp()
                .then(await(new Waiting(wanted, null, new CompletableFuture<>()), FOR_A_TOKEN));
    }

    private Mono<PlanTerms> named(String name) {
        return Mono.defer(() -> {
            var plan = find(name, false);
            if (plan != null) {
                return Mono.just(plan.terms());
            }
            return await(
                            new Waiting(Long.MAX_VALUE, name, new CompletableFuture<>()),
                            FOR_AN_UNKNOWN_PLAN)
                    .then(Mono.fromSupplier(() -> find(name, false)).map(Plan::terms));
        });
    }

    private Mono<Void> await(Waiting one, Duration limit) {
        return Mono.defer(
                        () -> {
                            waiting.add(one);
                            release();
                            return Mono.fromFuture(one.done(), true);
                        })
                .timeout(limit, Mono.empty())
                .doFinally(_ -> waiting.remove(one));
    }

    private @Nullable Plan find(String name, boolean retiredToo) {
        Plan found = null;
        for (var plan : byId.values()) {
            if (plan.terms().name().equals(name)
                    && (retiredToo || !plan.isRetired())
                    && (found == null || found.isRetired())) {
                found = plan;
            }
        }
        return found;
    }

    private Problem unknown(String field, String name) {
        var offered =
                byId.values().stream()
                        .filter(plan -> !plan.isRetired())
                        .map(plan -> plan.terms().name())
                        .sorted()
                        .collect(Collectors.joining(", "));
        return Problem.invalid(
                List.of(
                        new FieldFault(
                                "/" + field,
                                "no plan '%s' is on offer; there %s"
                                        .formatted(
                                                name.length() > 100
                                                        ? name.substring(0, 100) + "…"
                                                        : name,
                                                offered.isEmpty()
                                                        ? "are none yet"
                                                        : "are " + offered))));
    }

    private void follow(ConsumerRecord<String, byte[]> record) {
        apply(record);
        var at = CloudEventHeaders.text(record.headers(), CloudEventHeaders.POSITION);
        if (at != null) {
            position = Math.max(position, Position.parse(at).offset());
            release();
        }
    }

    private void apply(ConsumerRecord<String, byte[]> record) {
        var type = CloudEventHeaders.text(record.headers(), CloudEventHeaders.TYPE);
        var at = CloudEventHeaders.text(record.headers(), CloudEventHeaders.POSITION);
        if (type == null || at == null || !type.startsWith("q2o.billing.plan-")) {
            return;
        }
        try {
            apply(
                    StoredRecords.read(PlanEvent.class, type, record.value()),
                    Position.parse(at).offset());
            release();
        } catch (UnreadableRecordException | IllegalArgumentException fault) {
            LOG.error(
                    "{} {} cannot be read: {}",
                    record.topic(),
                    record.offset(),
                    fault.getMessage());
        }
    }

    private void apply(PlanEvent event, long at) {
        byId.compute(
                event.planId(),
                (_, before) -> {
                    if (before != null && before.position() >= at) {
                        return before;
                    }
                    return switch (event) {
                        case PlanEvent.PlanDefined defined -> new Plan(defined.terms(), false, at);
                        case PlanEvent.PlanChanged changed ->
                                new Plan(changed.terms(), before != null && before.isRetired(), at);
                        case PlanEvent.PlanRetired retired -> new Plan(retired.terms(), true, at);
                    };
                });
    }

    private void release() {
        for (var one : waiting) {
            if (position >= one.position()
                    || (one.name() != null && find(one.name(), false) != null)) {
                one.done().complete(null);
            }
        }
    }

    @Override
    public void start() {
        running = true;
        plans.start();
        events.start();
    }

    @Override
    public void stop() {
        running = false;
        plans.close();
        events.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** After the topics were made. */
    @Override
    public int getPhase() {
        return 1;
    }
}
