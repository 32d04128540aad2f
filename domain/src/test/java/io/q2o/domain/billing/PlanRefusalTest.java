package io.q2o.domain.billing;

import static org.assertj.core.api.Assertions.assertThat;

import io.q2o.domain.Refusal;
import io.q2o.domain.UnknownTenant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Portals show the detail of a problem and nothing else. */
class PlanRefusalTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    unknown-plan       | UNKNOWN  | id: there is no plan 7.
                    plan-name-taken    | CONFLICT | name: a plan with the name 'Pro' already exists.
                    stripe-price-taken | CONFLICT | stripePriceId: the Stripe price 'p' belongs to another plan.
                    plan-is-retired    | CONFLICT | id: the plan 'Pro' is retired and can no longer be changed.
                    unknown-tenant     | UNKNOWN  | slug: there is no tenant 'acme'.
                    """)
    void saysWhichFieldAndWhy(String type, Refusal.Kind kind, String detail) {
        assertThat(
                        List.<Refusal>of(
                                new PlanRefusal.UnknownPlan(7),
                                new PlanRefusal.NameTaken("Pro"),
                                new PlanRefusal.StripePriceTaken("p"),
                                new PlanRefusal.PlanIsRetired("Pro"),
                                new UnknownTenant("slug", "acme")))
                .filteredOn(refusal -> refusal.type().equals(type))
                .singleElement()
                .satisfies(refusal -> {
                    assertThat(refusal.kind()).isEqualTo(kind);
                    assertThat(refusal.detail()).isEqualTo(detail);
                });
    }
}
