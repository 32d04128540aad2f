package io.q2o.query.licensing;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** One page of the list. */
record CodePage(
        List<CodeView> codes,
        long total,
        int page,
        @JsonProperty("page_size") int pageSize,
        @JsonProperty("total_pages") long totalPages) {
    static CodePage of(List<CodeView> codes, long total, CodeCriteria criteria) {
        var size = criteria.pageSize();
        return new CodePage(
                codes, total, criteria.page(), size, Math.max(1, (total + size - 1) / size));
    }
}
