package io.q2o.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.q2o.domain.billing.SubscriptionState;
import io.q2o.domain.tenants.TenantAnswer;
import io.q2o.schemas.Command;
import io.q2o.schemas.Event;
import io.q2o.schemas.Position;
import io.q2o.schemas.billing.PlanCommand.ChangePlan;
import io.q2o.schemas.billing.PlanCommand.DefinePlan;
import io.q2o.schemas.billing.PlanEvent;
import io.q2o.schemas.billing.PlanTerms;
import io.q2o.schemas.billing.SubscriptionEvent.SubscriptionOpened;
import io.q2o.schemas.tenants.TenantCommand.ChangeTenant;
import io.q2o.schemas.tenants.TenantCommand.RegisterTenant;
import io.q2o.schemas.tenants.TenantEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is asked in whatever order, what is promised holds. */
class RandomHistoriesTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    private final RuleBook rules = RuleBook.all();

    /** A command with what became of it. */
    private record Step(Command command, Moment moment, Decision decision, List<Event> events) {}

    private List<Step> play(List<Command> commands, MemoryPartition partition) {
        var steps = new ArrayList<Step>();
        for (var command : commands) {
            var moment =
                    new MomentAt(new Position(0, steps.size()), START.plusSeconds(steps.size()));
            var decision = rules.decide(partition, command, moment);
            var events =
                    switch (decision) {
                        case Decision.Accepted accepted -> accepted.events();
                        case Decision.Refused _ -> List.<Event>of();
                    };
            events.forEach(event -> partition.tell(rules, event, moment));
            steps.add(new Step(command, moment, decision, events));
        }
        return steps;
    }

    @Property(tries = 500)
    void decidesTheSameTwice(@ForAll("histories") List<Command> commands) {
        var one = new MemoryPartition();
        var other = new MemoryPartition();
        var steps = play(commands, one);
        var again = play(commands, other);
        assertThat(again)
                .extracting(Step::events)
                .isEqualTo(steps.stream().map(Step::events).toList());
        assertThat(other.states()).isEqualTo(one.states());
        for (int i = 0; i < steps.size(); i++) {
            assertThat(json(again.get(i), other)).isEqualTo(json(steps.get(i), one));
        }
    }

    private static String json(Step step, MemoryPartition partition) {
        return switch (step.decision()) {
            case Decision.Accepted accepted ->
                    accepted.isCreated()
                            + Json.MAPPER.writeValueAsString(accepted.answer().from(partition));
            case Decision.Refused(var refusal) ->
                    refusal.kind() + " " + refusal.type() + " " + refusal.detail();
        };
    }

    @Property(tries = 500)
    void knowsTheSameFromEventsAlone(@ForAll("histories") List<Command> commands) {
        var decided = new MemoryPartition();
        var folded = new MemoryPartition();
        for (var step : play(commands, decided)) {
            step.events().forEach(event -> folded.tell(rules, event, step.moment()));
        }
        assertThat(folded.states()).isEqualTo(decided.states());
    }

    @Property(tries = 500)
    void readsEveryStateBackFromItsStoredForm(@ForAll("histories") List<Command> commands) {
        var partition = new MemoryPartition();
        play(commands, partition);
        partition.states().forEach(RandomHistoriesTest::assertReadBack);
    }

    private static void assertReadBack(Key<?> key, Object state) {
        var type = key.kind().type();
        var json = Json.MAPPER.writerFor(type).writeValueAsBytes(state);
        var back = Json.MAPPER.readerFor(type).<Object>readValue(json);
        assertThat(back).isEqualTo(state);
        assertThat(Json.MAPPER.writerFor(type).writeValueAsBytes(back)).isEqualTo(json);
    }

    @Property(tries = 500)
    void opensOneSubscriptionATenantAndRegistersASlugOnce(
            @ForAll("histories") List<Command> commands) {
        var registered = new HashMap<String, Long>();
        var subscribed = new HashMap<String, Long>();
        var partition = new MemoryPartition();
        for (var step : play(commands, partition)) {
            for (var event : step.events()) {
                if (event instanceof TenantEvent.TenantRegistered tenant) {
                    assertThat(registered.put(tenant.slug(), tenant.tenantId())).isNull();
                }
                if (event instanceof SubscriptionOpened opened) {
                    assertThat(subscribed.put(opened.slug(), opened.tenantId())).isNull();
                }
            }
        }
        assertThat(subscribed).isEqualTo(registered);
        assertThat(registered).doesNotContainKeys("platform", "catalogue");
        for (var slug : registered.keySet()) {
            assertThat(partition.of(SubscriptionState.key(slug)))
                    .isNotInstanceOf(SubscriptionState.Absent.class);
        }
    }

    @Property(tries = 500)
    void raisesTheVersionByOneWithEachEventOfATenant(@ForAll("histories") List<Command> commands) {
        var versions = new HashMap<String, Long>();
        var partition = new MemoryPartition();
        for (var step : play(commands, partition)) {
            for (var event : step.events()) {
                var version =
                        switch (event) {
                            case TenantEvent.TenantRegistered _ -> 1L;
                            case TenantEvent.ProfileChanged changed -> changed.profileVersion();
                            case TenantEvent.BrandingChanged changed -> changed.profileVersion();
                            case TenantEvent.PersonalDataErased erased -> erased.profileVersion();
                            default -> 0L;
                        };
                if (version > 0) {
                    var before = versions.put(event.key(), version);
                    assertThat(version).isEqualTo(before == null ? 1 : before + 1);
                }
            }
        }
        versions.forEach((slug, version) ->
                assertThat(((TenantAnswer) TenantAnswer.of(slug).from(partition)).version())
                        .isEqualTo(version));
    }

    @Property(tries = 500)
    void givesNoNameAndNoPriceToTwoPlans(@ForAll("histories") List<Command> commands) {
        Map<Long, PlanTerms> plans = new HashMap<>();
        for (var step : play(commands, new MemoryPartition())) {
            for (var event : step.events()) {
                switch (event) {
                    case PlanEvent.PlanDefined defined ->
                            plans.put(defined.planId(), defined.terms());
                    case PlanEvent.PlanChanged changed ->
                            plans.put(changed.planId(), changed.terms());
                    default -> {}
                }
                assertThat(plans.values()).extracting(PlanTerms::name).doesNotHaveDuplicates();
                assertThat(plans.values())
                        .extracting(PlanTerms::stripePriceId)
                        .doesNotHaveDuplicates();
            }
        }
    }

    @Property(tries = 500)
    void hasNothingToDoWhenAnAcceptedChangeIsRepeated(@ForAll("histories") List<Command> commands) {
        var partition = new MemoryPartition();
        var steps = play(commands, partition);
        var last = steps.getLast();
        var repeats =
                switch (last.command()) {
                    case DefinePlan _, RegisterTenant _ -> false;
                    case ChangePlan change -> !change.applyToSubscribers();
                    case ChangeTenant change -> change.expectedVersion() == null;
                    default -> true;
                };
        if (repeats && last.decision() instanceof Decision.Accepted) {
            var moment = new MomentAt(new Position(0, steps.size()), START);
            assertThat(rules.decide(partition, last.command(), moment))
                    .isInstanceOfSatisfying(
                            Decision.Accepted.class,
                            accepted -> assertThat(accepted.events()).isEmpty());
        }
    }

    @Provide
    Arbitrary<List<Command>> histories() {
        return RandomCommands.histories();
    }
}
