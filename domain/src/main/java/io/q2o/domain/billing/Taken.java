package io.q2o.domain.billing;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.q2o.domain.Kind;

/** Which plan has a unique name or Stripe price. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Taken.Free.class, name = "free"),
    @JsonSubTypes.Type(value = Taken.By.class, name = "taken")
})
sealed interface Taken {
    Kind<Taken> PLAN_NAME = new Kind<>("plan-name", Taken.class, new Free());
    Kind<Taken> STRIPE_PRICE = new Kind<>("stripe-price", Taken.class, new Free());

    record Free() implements Taken {}

    record By(long planId) implements Taken {}

    default boolean byOtherThan(long planId) {
        return this instanceof By other && other.planId() != planId;
    }
}
