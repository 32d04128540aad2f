package io.q2o.domain.billing;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.q2o.domain.Kind;

/**
 * A word that at most one plan of the catalogue bears: its name, its price at Stripe. A retired
 * plan keeps its words, for whoever is on it is still billed by them.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
    @JsonSubTypes.Type(value = PlanWord.Free.class, name = "free"),
    @JsonSubTypes.Type(value = PlanWord.Taken.class, name = "taken")
})
sealed interface PlanWord {
    Kind<PlanWord> NAME = new Kind<>("plan-name", PlanWord.class, new Free());
    Kind<PlanWord> STRIPE_PRICE = new Kind<>("plan-stripe-price", PlanWord.class, new Free());

    record Free() implements PlanWord {}

    record Taken(long planId) implements PlanWord {}

    /** Whether this plan may bear the word. */
    default boolean admits(long planId) {
        return switch (this) {
            case Free() -> true;
            case Taken(long holder) -> holder == planId;
        };
    }
}
