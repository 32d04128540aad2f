package io.q2o.query.licensing;

import io.q2o.query.answer.Patterns;
import io.q2o.query.lists.Alternative;
import io.q2o.query.lists.Listed;
import io.q2o.query.lists.Order;
import io.q2o.query.lists.PagedTable;
import io.q2o.query.lists.Total;
import io.q2o.query.postgres.ReadModel;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Devices, for admins. */
@Component
class DevicesQuery {
    private static final PagedTable<DeviceView> TABLE =
            new PagedTable<>(
                    "device",
                    "d",
                    "device_id",
                    DeviceView.COLUMNS,
                    9,
                    """
                    left join tenant t on t.tenant = d.tenant
                    left join device_sighting s on s.device_id = d.device_id
                    """,
                    DeviceView::of);

    private static final Order NEWEST_FIRST =
            Order.of(Order.down("d.created_at"), Order.down("d.device_id"));

    /** All of them are counted already. */
    private static final String ALL = Total.kept("'devices'");

    /** So many tenants can be named one by one. */
    private static final int MOST_NAMED = 100;

    private static final String SLUG = "t.search like lower(:slug) and t.tenant like lower(:slug)";
    private static final String TENANTS =
            "select t.tenant from tenant t where " + SLUG + " limit " + (MOST_NAMED + 1);

    private static final String EVERYTHING = "true";
    private static final String OF_ONE = "d.tenant = :tenant";
    private static final String OF_ONE_COUNTED = "select count(*) from device d where " + OF_ONE;
    private static final String OF_SOME = "d.tenant = any(:tenants)";
    private static final List<Alternative> NAMED =
            List.of(
                    new Alternative.Rows("d.search like lower(:pattern)"),
                    new Alternative.OfTenants(
                            "t.search like lower(:pattern) and lower(t.name) like lower(:pattern)"));

    private final ReadModel readModel;

    DevicesQuery(ReadModel readModel) {
        this.readModel = readModel;
    }

    /**
     * Whose devices are wanted. PostgreSQL plans by what it knows of these very tenants.
     *
     * @param slugs one more than can be named if there are more
     */
    record Whose(List<String> slugs) {
        static final Whose EVERYBODY = new Whose(List.of());

        boolean isOne() {
            return slugs.size() == 1;
        }

        boolean isSome() {
            return slugs.size() <= MOST_NAMED;
        }
    }

    /**
     * One page and the total.
     *
     * @param partitions whose parked tenants the caller would miss
     */
    Mono<Listed<DevicePage>> page(DeviceCriteria criteria, Integer[] partitions) {
        return readModel
                .asAdmin(client ->
                        whose(client, criteria)
                                .flatMap(whose ->
                                        TABLE.read(statement(client, criteria, whose, partitions))))
                .map(found ->
                        found.as(DevicePage.of(found.items(), found.total(), criteria.paging())));
    }

    private static Mono<Whose> whose(DatabaseClient client, DeviceCriteria criteria) {
        return criteria.tenantSlug().isEmpty()
                ? Mono.just(Whose.EVERYBODY)
                : tenants(client, criteria)
                        .mapValue(String.class)
                        .all()
                        .collectList()
                        .map(Whose::new);
    }

    static DatabaseClient.GenericExecuteSpec tenants(
            DatabaseClient client, DeviceCriteria criteria) {
        return client.sql(TENANTS).bind("slug", Patterns.containing(criteria.tenantSlug()));
    }

    static DatabaseClient.GenericExecuteSpec statement(
            DatabaseClient client, DeviceCriteria criteria, Whose whose, Integer[] partitions) {
        var hasSlug = !criteria.tenantSlug().isEmpty();
        var wanted =
                new PagedTable.Wanted(
                        criteria.paging(),
                        hasSlug ? of(whose) : EVERYTHING,
                        hasSlug ? those(whose) : EVERYTHING,
                        NEWEST_FIRST,
                        partitions);
        var statement =
                criteria.search().isEmpty()
                        ? filtered(client, wanted, criteria, whose)
                        : TABLE.searched(
                                        client,
                                        wanted,
                                        NAMED,
                                        Patterns.hasTrigram(criteria.search()))
                                .bind("pattern", Patterns.containing(criteria.search()));
        if (!hasSlug) {
            return statement;
        }
        if (whose.isOne()) {
            return statement.bind("tenant", whose.slugs().getFirst());
        }
        return whose.isSome()
                ? statement.bind("tenants", whose.slugs().toArray(String[]::new))
                : statement.bind("slug", Patterns.containing(criteria.tenantSlug()));
    }

    private static String of(Whose whose) {
        if (whose.isOne()) {
            return OF_ONE;
        }
        return whose.isSome() ? OF_SOME : TABLE.ofTenants(SLUG);
    }

    private static String those(Whose whose) {
        if (whose.isOne()) {
            return "t.tenant = :tenant";
        }
        return whose.isSome() ? "t.tenant = any(:tenants)" : SLUG;
    }

    private static DatabaseClient.GenericExecuteSpec filtered(
            DatabaseClient client, PagedTable.Wanted wanted, DeviceCriteria criteria, Whose whose) {
        if (criteria.tenantSlug().isEmpty()) {
            return TABLE.counted(client, wanted, ALL);
        }
        if (whose.isOne()) {
            return TABLE.counted(client, wanted, OF_ONE_COUNTED);
        }
        var alternative =
                whose.isSome() ? new Alternative.Rows(OF_SOME) : new Alternative.OfTenants(SLUG);
        return TABLE.searched(client, wanted.ofAll(), List.of(alternative), true);
    }
}
