package io.q2o.query.licensing;

import static org.assertj.core.api.Assertions.assertThat;

import io.q2o.query.Explained;
import io.q2o.query.RunningQueryApi;
import io.q2o.query.answer.Paging;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Among a million codes and devices, none of the lists looks at all of them. */
class LicensingPlansIT {
    private static final Integer[] PARTITIONS = {0, 3};
    private static final CodeHashes HASHES =
            new CodeHashes(new CodeHashes.Properties(RunningQueryApi.PEPPERS));

    /** How many tenants a part of a slug stands for. */
    private static final Map<String, Integer> SLUGS =
            Map.of("", 0, "ant-77-28dd", 1, "ant-77", 11, "nobody", 0, "enant", 101);

    static Stream<CodeCriteria> codes() {
        var statuses = new ArrayList<@Nullable CodeStatus>();
        statuses.add(null);
        statuses.addAll(List.of(CodeStatus.values()));
        return Stream.of("", "Label 3fa", "tenant-77", "7KQ2", "abcd-efgh-jkmn-pqrs", "generated")
                .flatMap(search ->
                        Stream.of("", "tenant-77-28dd")
                                .flatMap(slug ->
                                        statuses.stream()
                                                .flatMap(status ->
                                                        Stream.of(1, 40)
                                                                .map(page ->
                                                                        new CodeCriteria(
                                                                                new Paging(
                                                                                        page, 25),
                                                                                slug,
                                                                                search,
                                                                                status)))));
    }

    @ParameterizedTest
    @MethodSource("codes")
    void listsOfCodesLookAtFewRows(CodeCriteria criteria) {
        var plan =
                Explained.readModel()
                        .plan(client -> CodesQuery.statement(client, criteria, HASHES, PARTITIONS));
        assertThat(Explained.readWhole(plan)).as(plan).isEmpty();
        assertThat(Explained.walked(plan)).as(plan).isEmpty();
    }

    static Stream<Arguments> devices() {
        return Stream.of("", "Desk 3fa", "Name 3fa", "a9Zk")
                .flatMap(search ->
                        SLUGS.keySet().stream()
                                .flatMap(slug ->
                                        Stream.of(1, 40)
                                                .map(page ->
                                                        Arguments.of(
                                                                slug,
                                                                new Paging(page, 25),
                                                                search))));
    }

    @ParameterizedTest
    @MethodSource("devices")
    void listsOfDevicesLookAtFewRows(String slug, Paging paging, String search) {
        var criteria = new DeviceCriteria(paging, slug, search);
        var whose =
                new DevicesQuery.Whose(
                        IntStream.range(0, Objects.requireNonNull(SLUGS.get(slug)))
                                .mapToObj(n -> "tenant-77-28d" + n)
                                .toList());
        var plan =
                Explained.readModel()
                        .plan(client ->
                                DevicesQuery.statement(client, criteria, whose, PARTITIONS));
        assertThat(Explained.readWhole(plan)).as(plan).isEmpty();
        assertThat(Explained.walked(plan)).as(plan).isEmpty();
    }

    @Test
    void tenantsAreFoundByPartsOfTheirSlugs() {
        var criteria = new DeviceCriteria(new Paging(1, 25), "ant-77", "");
        var plan = Explained.readModel().plan(client -> DevicesQuery.tenants(client, criteria));
        assertThat(Explained.readWhole(plan)).as(plan).isEmpty();
    }
}
