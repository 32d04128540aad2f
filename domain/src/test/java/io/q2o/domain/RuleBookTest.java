package io.q2o.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.q2o.domain.billing.PlanRules;
import io.q2o.schemas.StoredTypes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleBookTest {
    @Test
    void hasRulesForEveryStoredType() {
        var roots = new ArrayList<Class<?>>(StoredTypes.COMMAND_ROOTS);
        roots.addAll(StoredTypes.EVENT_ROOTS);
        var covered = new ArrayList<Class<?>>();
        for (var rules : RuleBook.ALL) {
            covered.add(rules.commands());
            covered.add(rules.events());
        }
        assertThat(covered).containsExactlyInAnyOrderElementsOf(roots);
    }

    @Test
    void namesEveryKindOnce() {
        assertThat(RuleBook.all().kinds())
                .extracting(Kind::name)
                .containsExactly(
                        "plan", "plan-name", "plan-stripe-price", "subscription", "tenant");
        assertThatThrownBy(() -> new RuleBook(List.of(new PlanRules(), new PlanRules())))
                .hasMessage("two kinds are stored as plan");
    }

    @Test
    void readsTheAbsentStateOfEachKindFromItsName() {
        for (var kind : RuleBook.all().kinds()) {
            var json = Json.MAPPER.writerFor(kind.type()).writeValueAsString(kind.absent());
            assertThat(json).matches("\\{\"state\":\"(absent|free)\"}");
            assertThat(Json.MAPPER.readerFor(kind.type()).<Object>readValue(json))
                    .isEqualTo(kind.absent());
        }
    }
}
