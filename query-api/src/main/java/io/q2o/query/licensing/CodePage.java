package io.q2o.query.licensing;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.q2o.query.answer.Paging;
import io.q2o.query.lists.Total;
import java.util.List;

/**
 * One page of the list.
 *
 * @param total on all pages
 * @param totalRelation eq, or gte where a search found more than were counted
 */
record CodePage(
        List<CodeView> codes,
        long total,
        @JsonProperty("total_relation") String totalRelation,
        int page,
        @JsonProperty("page_size") int pageSize,
        @JsonProperty("total_pages") long totalPages) {
    static CodePage of(List<CodeView> codes, Total total, Paging paging) {
        return new CodePage(
                codes,
                total.rows(),
                total.relation(),
                paging.number(),
                paging.size(),
                paging.pagesOf(total.rows()));
    }
}
