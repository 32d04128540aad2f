package io.q2o.query.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import io.q2o.query.Explained;
import io.q2o.query.answer.Paging;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Among a million tenants, none of the lists looks at all of them. */
class TenantPlansIT {
    private static final Integer[] PARTITIONS = {0, 3};

    static Stream<TenantCriteria> lists() {
        var statuses = new ArrayList<TenantCriteria.@Nullable Status>();
        statuses.add(null);
        statuses.addAll(List.of(TenantCriteria.Status.values()));
        return Stream.of("", "Name 3fa", "tenant-77")
                .flatMap(search ->
                        statuses.stream()
                                .flatMap(status ->
                                        Stream.of(TenantCriteria.Sort.values())
                                                .flatMap(sort ->
                                                        Stream.of(true, false)
                                                                .map(down ->
                                                                        new TenantCriteria(
                                                                                new Paging(1, 1000),
                                                                                search,
                                                                                status,
                                                                                sort,
                                                                                down)))));
    }

    @ParameterizedTest
    @MethodSource("lists")
    void lookAtFewRows(TenantCriteria criteria) {
        var plan =
                Explained.readModel()
                        .plan(client -> TenantsQuery.statement(client, criteria, PARTITIONS));
        assertThat(Explained.readWhole(plan)).as(plan).isEmpty();
        assertThat(Explained.walked(plan)).as(plan).isEmpty();
    }
}
