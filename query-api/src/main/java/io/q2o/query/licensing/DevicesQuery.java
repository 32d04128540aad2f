package io.q2o.query.licensing;

import io.q2o.query.answer.Patterns;
import io.q2o.query.lists.Listed;
import io.q2o.query.lists.PageFrame;
import io.q2o.query.postgres.ReadModel;
import java.util.ArrayList;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Devices, for admins. */
@Component
class DevicesQuery {
    private static final PageFrame<DeviceView> FRAME = new PageFrame<>("d", 9, DeviceView::of);
    private static final String ORDER = "d.created_at desc, d.device_id desc";
    private static final String ROWS =
            """
            select %1$s
            from (
                select * from device d
                where %2$s
                order by %3$s
                limit :size offset :offset
            ) d
            left join tenant t on t.tenant = d.tenant
            left join device_sighting s on s.device_id = d.device_id
            """;

    /** All of them are counted already. */
    private static final String ALL =
            """
            select coalesce(sum(value), 0)::bigint from platform_total where counter = 'devices'
            """;

    private static final String COUNTED = "select count(*) from device d where %s";

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
     * One page and the total, in one statement.
     *
     * @param partitions whose parked tenants the caller would miss
     */
    Mono<Listed<DevicePage>> page(DeviceCriteria criteria, Integer[] partitions) {
        return readModel
                .asAdmin(client -> FRAME.read(statement(client, criteria, partitions)))
                .map(found ->
                        found.as(DevicePage.of(found.items(), found.total(), criteria.paging())));
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
                client.sql(
                                FRAME.sql(
                                        total,
                                        ROWS.formatted(DeviceView.COLUMNS, where, ORDER),
                                        ORDER))
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
