package io.q2o.query.tenants;

import java.util.List;

/** One page of the list. */
record TenantPage(List<TenantView> items, long total, int page, int pageSize, long totalPages) {
    static TenantPage of(List<TenantView> items, long total, TenantCriteria criteria) {
        var size = criteria.pageSize();
        return new TenantPage(
                items, total, criteria.page(), size, Math.max(1, (total + size - 1) / size));
    }
}
