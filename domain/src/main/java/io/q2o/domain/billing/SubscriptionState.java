package io.q2o.domain.billing;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.q2o.domain.Kind;
import io.q2o.schemas.billing.PlanTerms;

/** What is known of a tenant's one subscription; found by the tenant's slug. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
    @JsonSubTypes.Type(value = SubscriptionState.Absent.class, name = "absent"),
    @JsonSubTypes.Type(value = SubscriptionState.Open.class, name = "open"),
    @JsonSubTypes.Type(value = SubscriptionState.Suspended.class, name = "suspended")
})
public sealed interface SubscriptionState {
    Kind<SubscriptionState> KIND =
            new Kind<>("subscription", SubscriptionState.class, new Absent());

    record Absent() implements SubscriptionState {}

    /**
     * @param word the state as portals name it
     */
    record Open(String word, PlanTerms terms) implements SubscriptionState {}

    /**
     * @param before the state it returns to
     */
    record Suspended(String before, PlanTerms terms) implements SubscriptionState {}
}
