package io.q2o.query.tenants;

import io.q2o.query.answer.Paging;
import io.q2o.query.lists.Total;
import java.util.List;

/**
 * One page of the list.
 *
 * @param total on all pages
 * @param totalRelation eq, or gte where a search found more than were counted
 */
record TenantPage(
        List<TenantView> items,
        long total,
        String totalRelation,
        int page,
        int pageSize,
        long totalPages) {
    static TenantPage of(List<TenantView> items, Total total, Paging paging) {
        return new TenantPage(
                items,
                total.rows(),
                total.relation(),
                paging.number(),
                paging.size(),
                paging.pagesOf(total.rows()));
    }
}
