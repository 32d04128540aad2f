package io.q2o.query.licensing;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.q2o.query.answer.Paging;
import java.util.List;

/** One page of the list. */
record CodePage(
        List<CodeView> codes,
        long total,
        int page,
        @JsonProperty("page_size") int pageSize,
        @JsonProperty("total_pages") long totalPages) {
    static CodePage of(List<CodeView> codes, long total, Paging paging) {
        return new CodePage(codes, total, paging.number(), paging.size(), paging.pagesOf(total));
    }
}
