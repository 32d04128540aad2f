package io.q2o.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.q2o.domain.billing.PlanRules;
import io.q2o.domain.platform.PlatformRules;
import io.q2o.schemas.Position;
import io.q2o.schemas.licensing.DeviceTelemetry.DeviceSeen;
import io.q2o.schemas.platform.StoredTypes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleBookTest {
    @Test
    void hasRulesForEveryStoredType() {
        var roots = new ArrayList<Class<?>>(StoredTypes.COMMAND_ROOTS);
        roots.addAll(StoredTypes.EVENT_ROOTS);
        roots.addAll(StoredTypes.TELEMETRY_ROOTS);
        var covered = new ArrayList<Class<?>>();
        for (var rules : PlatformRules.ALL) {
            covered.add(rules.commands());
            covered.add(rules.events());
            covered.addAll(rules.telemetry());
        }
        assertThat(covered).containsExactlyInAnyOrderElementsOf(roots);
    }

    @Test
    void namesEveryKindOnce() {
        assertThat(PlatformRules.book().kinds())
                .extracting(Kind::name)
                .containsExactly(
                        "plan",
                        "plan-name",
                        "plan-stripe-price",
                        "subscription",
                        "tenant",
                        "code",
                        "code-hash",
                        "code-counts",
                        "device",
                        "device-fingerprint",
                        "seats",
                        "device-sighting");
        assertThat(PlatformRules.book().kinds())
                .filteredOn(Kind::isPassing)
                .extracting(Kind::name)
                .containsExactly("device-sighting");
        assertThatThrownBy(() -> new RuleBook(List.of(new PlanRules(), new PlanRules())))
                .hasMessage("two kinds are stored as plan");
    }

    @Test
    void takesNoTelemetryForAnEvent() {
        var seen = new DeviceSeen("acme", 1);
        assertThatThrownBy(() -> Decision.accepted(_ -> "", seen))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Decision.refused(new NoRefusal(), seen))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        new PlanRules()
                                .evolvePassing(
                                        new MemoryPartition(),
                                        seen,
                                        new MomentAt(new Position(0, 0), Scenario.WHEN_AT),
                                        new MemoryPartition()))
                .isInstanceOf(IllegalStateException.class);
    }

    private record NoRefusal() implements Refusal {
        @Override
        public String type() {
            return "none";
        }

        @Override
        public String detail() {
            return "none";
        }

        @Override
        public Kind kind() {
            return Kind.CONFLICT;
        }
    }

    @Test
    void readsTheAbsentStateOfEachKindFromItsName() {
        for (var kind : PlatformRules.book().kinds()) {
            var json = Json.MAPPER.writerFor(kind.type()).writeValueAsString(kind.absent());
            assertThat(json).matches("\\{\"state\":\"(absent|free)\"}");
            assertThat(Json.MAPPER.readerFor(kind.type()).<Object>readValue(json))
                    .isEqualTo(kind.absent());
        }
    }
}
