package io.q2o.domain.billing;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.q2o.domain.Key;
import io.q2o.domain.Kind;
import io.q2o.schemas.billing.PlanTerms;

/** What is known about a tenant's one subscription. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
    @JsonSubTypes.Type(value = SubscriptionState.Absent.class, name = "absent"),
    @JsonSubTypes.Type(value = SubscriptionState.Active.class, name = "active"),
    @JsonSubTypes.Type(value = SubscriptionState.Suspended.class, name = "suspended")
})
public sealed interface SubscriptionState {
    Kind<SubscriptionState> KIND =
            new Kind<>("subscription", SubscriptionState.class, new Absent());

    /** The subscription of the tenant with this slug. */
    static Key<SubscriptionState> key(String slug) {
        return KIND.key(slug);
    }

    /** Never opened: there is no such tenant. */
    record Absent() implements SubscriptionState {}

    /**
     * Usable.
     *
     * @param terms what it grants, as they were when it opened or last changed plan
     */
    record Active(PlanTerms terms) implements SubscriptionState {
        /** The word for it in events and answers. */
        public static final String WORD = "active";
    }

    /** Stopped by an admin until it is resumed. */
    record Suspended(PlanTerms terms) implements SubscriptionState {
        /** The word for it in answers. */
        public static final String WORD = "suspended";
    }
}
