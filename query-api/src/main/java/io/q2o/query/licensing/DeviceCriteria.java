package io.q2o.query.licensing;

import io.q2o.query.answer.Paging;
import io.q2o.query.answer.Parameters;

/**
 * Which devices are listed; the newest come first.
 *
 * @param tenantSlug part of the tenant's slug, as it is typed; empty for everybody's
 * @param search part of label, tenant's name or fingerprint; empty for all
 */
record DeviceCriteria(Paging paging, String tenantSlug, String search) {
    static final int LARGEST_PAGE = 100;
    static final int LONGEST_SLUG = 100;
    static final int LONGEST_SEARCH = 200;

    /**
     * Reads the parameters of the list.
     *
     * @throws io.q2o.web.Problem 422 naming each that is out of range
     */
    static DeviceCriteria of(Parameters parameters) {
        var criteria =
                new DeviceCriteria(
                        Paging.of(parameters, 25, LARGEST_PAGE),
                        parameters.text("tenant_slug", LONGEST_SLUG),
                        parameters.text("search", LONGEST_SEARCH));
        parameters.check();
        return criteria;
    }
}
