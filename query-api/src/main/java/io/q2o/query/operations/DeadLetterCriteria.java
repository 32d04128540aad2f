package io.q2o.query.operations;

import io.q2o.query.answer.Paging;
import io.q2o.query.answer.Parameters;

/**
 * Which dead letters are listed.
 *
 * @param tenantSlug part of the tenant's slug, as it is typed; empty for everybody's
 */
record DeadLetterCriteria(Paging paging, String tenantSlug) {
    static final int LARGEST_PAGE = 100;
    static final int LONGEST_SLUG = 100;

    /**
     * Reads the parameters of the list.
     *
     * @throws io.q2o.web.Problem 422 naming each that is out of range
     */
    static DeadLetterCriteria of(Parameters parameters) {
        var criteria =
                new DeadLetterCriteria(
                        Paging.of(parameters, 25, LARGEST_PAGE),
                        parameters.text("tenant_slug", LONGEST_SLUG));
        parameters.check();
        return criteria;
    }
}
