package io.q2o.query.operations;

import java.util.List;

/** One page of the list. */
record DeadLetterPage(
        List<DeadLetterView> items, long total, int page, int pageSize, long totalPages) {
    static DeadLetterPage of(List<DeadLetterView> items, long total, DeadLetterCriteria criteria) {
        var size = criteria.pageSize();
        return new DeadLetterPage(
                items, total, criteria.page(), size, Math.max(1, (total + size - 1) / size));
    }
}
