package io.q2o.schemas.billing;

/**
 * A plan that somebody names, as it stood in the catalogue when it was named.
 *
 * @param onOffer whether it could be taken; whoever is on it may name it in any case
 */
public record WantedPlan(PlanTerms terms, boolean onOffer) {}
