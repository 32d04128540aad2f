package io.q2o.query.licensing;

import static io.q2o.query.postgres.Columns.required;

import io.q2o.query.answer.Patterns;
import io.q2o.query.postgres.ReadModel;
import io.r2dbc.spi.Readable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Devices, for admins. */
@Component
class DevicesQuery {
    /** The total is there on a page beyond the end, too: a row without a device. */
    private static final String PAGE =
            """
            select d.*, total.devices, total.parked
            from (
                select (%2$s) as devices, exists (
                    select 1 from parked_tenant p
                    where p.projection = 'licensing' and p.partition = any(:partitions)) as parked
            ) total
            left join (
                select %1$s
                from (
                    select * from device d
                    where %3$s
                    order by d.created_at desc, d.device_id desc
                    limit :size offset :offset
                ) d
                left join tenant t on t.tenant = d.tenant
                left join device_sighting s on s.device_id = d.device_id
            ) d on true
            order by d.created_at desc, d.device_id desc
            """;

    /** All of them are counted already. */
    private static final String ALL =
            """
            select coalesce(sum(value), 0)::bigint from platform_total where counter = 'devices'
            """;

    private static final String COUNTED = "select count(*) from device d where %s";

    private static final int AFTER_COLUMNS = 9;
    private static final String EVERYTHING = "true";
    private static final String OF_TENANTS = "d.tenant ilike :tenants";
    private static final String NAMED =
            """
            (d.label ilike :pattern or d.fingerprint ilike :pattern or d.tenant = any(array(
                select t.tenant from tenant t where t.name ilike :pattern)))
            """;

    private final ReadModel readModel;

    DevicesQuery(ReadModel readModel) {
        this.readModel = readModel;
    }

    /**
     * @param parked whether some tenant's events in one of the wanted partitions could not be
     *     applied
     */
    record FoundPage(DevicePage page, boolean parked) {}

    private record Line(@Nullable DeviceView device, long total, boolean parked) {
        static Line of(Readable row) {
            return new Line(
                    row.get(0) == null ? null : DeviceView.of(row),
                    required(row, AFTER_COLUMNS, Long.class),
                    required(row, AFTER_COLUMNS + 1, Boolean.class));
        }
    }

    /**
     * One page and the total, in one statement.
     *
     * @param partitions whose parked tenants the caller would miss
     */
    Mono<FoundPage> page(DeviceCriteria criteria, Integer[] partitions) {
        return readModel
                .asAdmin(client ->
                        statement(client, criteria, partitions).map(Line::of).all().collectList())
                .map(lines -> page(lines, criteria));
    }

    private static FoundPage page(List<Line> lines, DeviceCriteria criteria) {
        var first = lines.getFirst();
        var devices = lines.stream().map(Line::device).filter(Objects::nonNull).toList();
        return new FoundPage(
                DevicePage.of(devices, first.total(), criteria.paging()), first.parked());
    }

    static DatabaseClient.GenericExecuteSpec statement(
            DatabaseClient client, DeviceCriteria criteria, Integer[] partitions) {
        var conditions = new ArrayList<String>();
        if (!criteria.tenantSlug().isEmpty()) {
            conditions.add(OF_TENANTS);
        }
        if (!criteria.search().isEmpty()) {
            conditions.add(NAMED);
        }
        var where = conditions.isEmpty() ? EVERYTHING : String.join(" and ", conditions);
        var total = conditions.isEmpty() ? ALL : COUNTED.formatted(where);
        var statement =
                client.sql(PAGE.formatted(DeviceView.COLUMNS, total, where))
                        .bind("size", criteria.paging().size())
                        .bind("offset", criteria.paging().offset())
                        .bind("partitions", partitions);
        if (!criteria.tenantSlug().isEmpty()) {
            statement = statement.bind("tenants", Patterns.containing(criteria.tenantSlug()));
        }
        return criteria.search().isEmpty()
                ? statement
                : statement.bind("pattern", Patterns.containing(criteria.search()));
    }
}
