package io.q2o.domain.billing;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.q2o.domain.Kind;
import io.q2o.schemas.billing.PlanTerms;

/** What is known of one plan. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
    @JsonSubTypes.Type(value = PlanState.Absent.class, name = "absent"),
    @JsonSubTypes.Type(value = PlanState.OnOffer.class, name = "on-offer"),
    @JsonSubTypes.Type(value = PlanState.Retired.class, name = "retired")
})
sealed interface PlanState {
    Kind<PlanState> KIND = new Kind<>("plan", PlanState.class, new Absent());

    record Absent() implements PlanState {}

    record OnOffer(PlanTerms terms) implements PlanState {}

    /** No new subscriptions; those that exist go on. */
    record Retired(PlanTerms terms) implements PlanState {}
}
