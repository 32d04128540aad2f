package io.q2o.query.licensing;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** One page of the list. */
record DevicePage(
        List<DeviceView> devices,
        long total,
        int page,
        @JsonProperty("page_size") int pageSize,
        @JsonProperty("total_pages") long totalPages) {
    static DevicePage of(List<DeviceView> devices, long total, DeviceCriteria criteria) {
        var size = criteria.pageSize();
        return new DevicePage(
                devices, total, criteria.page(), size, Math.max(1, (total + size - 1) / size));
    }
}
