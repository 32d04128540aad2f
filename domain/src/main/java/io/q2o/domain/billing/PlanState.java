package io.q2o.domain.billing;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.q2o.domain.Key;
import io.q2o.domain.Kind;
import io.q2o.schemas.billing.PlanTerms;

/** What the catalogue knows about a plan. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
    @JsonSubTypes.Type(value = PlanState.Absent.class, name = "absent"),
    @JsonSubTypes.Type(value = PlanState.OnOffer.class, name = "on-offer"),
    @JsonSubTypes.Type(value = PlanState.Retired.class, name = "retired")
})
sealed interface PlanState {
    Kind<PlanState> KIND = new Kind<>("plan", PlanState.class, new Absent());

    static Key<PlanState> key(long planId) {
        return KIND.key(Long.toString(planId));
    }

    record Absent() implements PlanState {}

    record OnOffer(PlanTerms terms) implements PlanState {}

    /** Nobody can take it any more; whoever is on it stays on it. */
    record Retired(PlanTerms terms) implements PlanState {}
}
