package io.q2o.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.q2o.domain.billing.SubscriptionState;
import io.q2o.domain.platform.PlatformRules;
import io.q2o.domain.tenants.TenantAnswer;
import io.q2o.schemas.Command;
import io.q2o.schemas.Event;
import io.q2o.schemas.Position;
import io.q2o.schemas.Telemetry;
import io.q2o.schemas.billing.PlanCommand.ChangePlan;
import io.q2o.schemas.billing.PlanCommand.DefinePlan;
import io.q2o.schemas.billing.PlanEvent;
import io.q2o.schemas.billing.PlanTerms;
import io.q2o.schemas.billing.SubscriptionEvent.SubscriptionOpened;
import io.q2o.schemas.billing.SubscriptionEvent.SubscriptionPlanChanged;
import io.q2o.schemas.licensing.CodeCommand.IssueCodes;
import io.q2o.schemas.licensing.CodeCommand.RevealCode;
import io.q2o.schemas.licensing.CodeEvent.CodeIssued;
import io.q2o.schemas.licensing.DeviceCommand.ActivateDevice;
import io.q2o.schemas.licensing.DeviceEvent;
import io.q2o.schemas.operations.DeadLetterCommand;
import io.q2o.schemas.tenants.TenantCommand.ChangeTenant;
import io.q2o.schemas.tenants.TenantCommand.RegisterTenant;
import io.q2o.schemas.tenants.TenantEvent;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is asked in whatever order, what is promised holds. */
class RandomHistoriesTest {
    /** Near the end of a month, so that histories go on in the next one. */
    private static final Instant START = Instant.parse("2026-03-31T23:50:00Z");

    private final RuleBook rules = PlatformRules.book();

    /** A command with what became of it. */
    private record Step(Command command, Moment moment, Decision decision, List<Event> events) {}

    private List<Step> play(List<Command> commands, MemoryPartition partition) {
        var steps = new ArrayList<Step>();
        for (var command : commands) {
            var moment =
                    new MomentAt(
                            new Position(0, steps.size()), START.plusSeconds(40L * steps.size()));
            var decision = rules.decide(partition, command, moment);
            var events =
                    switch (decision) {
                        case Decision.Accepted accepted -> accepted.events();
                        case Decision.Refused refused -> refused.events();
                    };
            var telemetry =
                    switch (decision) {
                        case Decision.Accepted accepted -> accepted.telemetry();
                        case Decision.Refused _ -> List.<Telemetry>of();
                    };
            events.forEach(event -> partition.tell(rules, event, moment));
            telemetry.forEach(fact -> partition.tell(rules, fact, moment));
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
                            + accepted.telemetry().toString()
                            + Json.MAPPER.writeValueAsString(accepted.answer().from(partition));
            case Decision.Refused(var refusal, _) ->
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
        assertThat(folded.states()).isEqualTo(lasting(decided.states()));
    }

    private static Map<Key<?>, Object> lasting(Map<Key<?>, Object> states) {
        var lasting = new HashMap<>(states);
        lasting.keySet().removeIf(key -> key.kind().isPassing());
        return lasting;
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
                assertThat(((TenantAnswer) TenantAnswer.of(slug, START).from(partition)).version())
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
                    case IssueCodes _, RevealCode _, ActivateDevice _ -> false;
                    case DeadLetterCommand _ -> false;
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

    @Property(tries = 500)
    void usesNoCodeMoreOftenThanItMayBeUsed(@ForAll("histories") List<Command> commands) {
        var left = new HashMap<Long, Integer>();
        for (var step : play(commands, new MemoryPartition())) {
            for (var event : step.events()) {
                switch (event) {
                    case CodeIssued issued ->
                            assertThat(left.put(issued.codeId(), issued.maxUses())).isNull();
                    case DeviceEvent.DeviceEnrolled enrolled ->
                            left.merge(enrolled.codeId(), -1, Integer::sum);
                    case DeviceEvent.DeviceActivatedAgain again when again.codeUsed() ->
                            left.merge(again.codeId(), -1, Integer::sum);
                    default -> {}
                }
            }
            assertThat(left.values()).allMatch(uses -> uses >= 0);
        }
    }

    @Property(tries = 500)
    void takesNoSeatAboveTheLimitAndGivesAFingerprintToOneDevice(
            @ForAll("histories") List<Command> commands) {
        var limits = new HashMap<String, Integer>();
        var seats = new HashMap<String, Integer>();
        var fingerprints = new HashMap<String, Long>();
        for (var step : play(commands, new MemoryPartition())) {
            for (var event : step.events()) {
                var taken = seats.getOrDefault(event.key(), 0);
                switch (event) {
                    case SubscriptionOpened opened ->
                            limits.put(event.key(), limitOf(opened.terms()));
                    case SubscriptionPlanChanged changed ->
                            limits.put(event.key(), limitOf(changed.terms()));
                    case DeviceEvent.DeviceEnrolled enrolled -> {
                        assertThat(taken).isLessThan(limits.get(event.key()));
                        seats.put(event.key(), taken + 1);
                        var named = event.key() + "/" + enrolled.fingerprint();
                        assertThat(fingerprints.put(named, enrolled.deviceId())).isNull();
                    }
                    case DeviceEvent.DeviceReinstated _ -> {
                        assertThat(taken).isLessThan(limits.get(event.key()));
                        seats.put(event.key(), taken + 1);
                    }
                    case DeviceEvent.DeviceRevoked _ -> seats.put(event.key(), taken - 1);
                    default -> {}
                }
            }
        }
        assertThat(seats.values()).allMatch(taken -> taken >= 0);
    }

    private static int limitOf(PlanTerms terms) {
        return terms.deviceLimit() == null ? Integer.MAX_VALUE : terms.deviceLimit();
    }

    @Property(tries = 500)
    void countsTheCodesOfAMonthAsItsEventsDo(@ForAll("histories") List<Command> commands) {
        var partition = new MemoryPartition();
        var steps = play(commands, partition);
        var month = YearMonth.from(steps.getLast().moment().at().atOffset(ZoneOffset.UTC));
        var owners = new HashMap<Long, String>();
        var issued = new HashMap<String, Integer>();
        var used = new HashMap<String, Set<Long>>();
        for (var step : steps) {
            var then = YearMonth.from(step.moment().at().atOffset(ZoneOffset.UTC));
            for (var event : step.events()) {
                switch (event) {
                    case TenantEvent.TenantRegistered _ -> issued.putIfAbsent(event.key(), 0);
                    case CodeIssued code when then.equals(month) -> {
                        owners.put(code.codeId(), event.key());
                        issued.merge(event.key(), 1, Integer::sum);
                    }
                    case DeviceEvent.DeviceEnrolled enrolled ->
                            used.computeIfAbsent(event.key(), _ -> new HashSet<>())
                                    .add(enrolled.codeId());
                    case DeviceEvent.DeviceActivatedAgain again when again.codeUsed() ->
                            used.computeIfAbsent(event.key(), _ -> new HashSet<>())
                                    .add(again.codeId());
                    default -> {}
                }
            }
        }
        issued.forEach((slug, total) -> {
            var answer =
                    (TenantAnswer)
                            TenantAnswer.of(slug, steps.getLast().moment().at()).from(partition);
            var ofThisMonth = new HashSet<>(used.getOrDefault(slug, Set.of()));
            ofThisMonth.retainAll(owners.keySet());
            assertThat(answer.activationCodesTotal()).isEqualTo(total);
            assertThat(answer.activationCodesUsed()).isEqualTo(ofThisMonth.size());
        });
    }

    @Provide
    Arbitrary<List<Command>> histories() {
        return RandomCommands.histories();
    }
}
