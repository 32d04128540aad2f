package io.q2o.query.licensing;

import static io.q2o.query.postgres.Columns.required;

import io.q2o.query.postgres.ReadModel;
import io.q2o.web.DeviceCaller;
import io.r2dbc.spi.Readable;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** What a device may do, read as its tenant: no other can be seen. */
@Component
class PolicyQuery {
    /** One row always: the device with its tenant, and whether it would be known. */
    private static final String OF_DEVICE =
            """
            select d.revoked, t.plan_name, t.monthly_run_quota, t.subscription_state, exists (
                select 1 from parked_tenant p
                where p.projection = 'licensing' and p.tenant = :tenant)
            from (values (1)) always
            left join (
                device d join tenant t on t.tenant = d.tenant
            ) on d.device_id = :device and d.tenant = :tenant and t.tenant_id = :number
            """;

    private final ReadModel readModel;

    PolicyQuery(ReadModel readModel) {
        this.readModel = readModel;
    }

    /**
     * @param revoked null if the tenant has no such device
     * @param parked whether some of the tenant's events could not be applied
     */
    record Found(@Nullable Boolean revoked, PolicyView policy, boolean parked) {
        static Found of(Readable row) {
            var quota = row.get(2, Integer.class);
            return new Found(
                    row.get(0, Boolean.class),
                    new PolicyView(
                            row.get(1, String.class),
                            quota == null ? 0 : quota,
                            row.get(3, String.class)),
                    required(row, 4, Boolean.class));
        }
    }

    Mono<Found> of(DeviceCaller device) {
        return readModel.asTenant(
                device.slug(),
                client ->
                        client.sql(OF_DEVICE)
                                .bind("device", device.deviceId())
                                .bind("tenant", device.slug())
                                .bind("number", device.tenantId())
                                .map(Found::of)
                                .one());
    }
}
