package io.q2o.query.billing;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant has used of its quota in the current calendar month, in UTC; every key is present.
 *
 * @param tenant its slug
 * @param runs runs started; 0 always, since there are no runs yet to count
 * @param quota runs a month that the subscription grants, 0 without one
 * @param plan the plan's name
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record UsageView(String tenant, int year, int month, int runs, int quota, @Nullable String plan) {}
