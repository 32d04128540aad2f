package io.q2o.query.operations;

import io.q2o.query.answer.Paging;
import java.util.List;

/** One page of the list. */
record DeadLetterPage(
        List<DeadLetterView> items, long total, int page, int pageSize, long totalPages) {
    static DeadLetterPage of(List<DeadLetterView> items, long total, Paging paging) {
        return new DeadLetterPage(
                items, total, paging.number(), paging.size(), paging.pagesOf(total));
    }
}
