package io.q2o.query.tenants;

import io.q2o.query.answer.Paging;
import java.util.List;

/** One page of the list. */
record TenantPage(List<TenantView> items, long total, int page, int pageSize, long totalPages) {
    static TenantPage of(List<TenantView> items, long total, Paging paging) {
        return new TenantPage(items, total, paging.number(), paging.size(), paging.pagesOf(total));
    }
}
