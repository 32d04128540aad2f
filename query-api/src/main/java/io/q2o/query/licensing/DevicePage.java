package io.q2o.query.licensing;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.q2o.query.answer.Paging;
import java.util.List;

/** One page of the list. */
record DevicePage(
        List<DeviceView> devices,
        long total,
        int page,
        @JsonProperty("page_size") int pageSize,
        @JsonProperty("total_pages") long totalPages) {
    static DevicePage of(List<DeviceView> devices, long total, Paging paging) {
        return new DevicePage(
                devices, total, paging.number(), paging.size(), paging.pagesOf(total));
    }
}
