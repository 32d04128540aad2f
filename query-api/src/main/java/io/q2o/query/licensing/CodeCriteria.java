package io.q2o.query.licensing;

import io.q2o.query.answer.Paging;
import io.q2o.query.answer.Parameters;
import org.jspecify.annotations.Nullable;

/**
 * Which codes are listed; the newest come first.
 *
 * @param tenantSlug whose, empty for everybody's
 * @param search part of label or of the tenant's name or slug, the last four characters, or a whole
 *     code; empty for all
 * @param status null for all
 */
record CodeCriteria(Paging paging, String tenantSlug, String search, @Nullable CodeStatus status) {
    static final int LARGEST_PAGE = 200;
    static final int LONGEST_SLUG = 100;
    static final int LONGEST_SEARCH = 200;

    /**
     * Reads the parameters of the list.
     *
     * @throws io.q2o.web.Problem 422 naming each that is out of range
     */
    static CodeCriteria of(Parameters parameters) {
        var criteria =
                new CodeCriteria(
                        Paging.of(parameters, 25, LARGEST_PAGE),
                        parameters.text("tenant_slug", LONGEST_SLUG),
                        parameters.text("search", LONGEST_SEARCH),
                        parameters.word("status", CodeStatus.WORDS).orElse(null));
        parameters.check();
        return criteria;
    }
}
