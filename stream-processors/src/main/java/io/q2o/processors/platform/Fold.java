package io.q2o.processors.platform;

import io.q2o.log.EventRecord;
import io.q2o.processors.billing.PlanFold;
import io.q2o.processors.licensing.CodeFold;
import io.q2o.processors.licensing.DeviceFold;
import io.q2o.processors.licensing.Holders;
import io.q2o.processors.projection.Opened;
import io.q2o.processors.projection.PoisonException;
import io.q2o.processors.tenants.TenantFold;
import io.q2o.schemas.billing.PlanEvent;
import io.q2o.schemas.billing.SubscriptionEvent;
import io.q2o.schemas.licensing.CodeEvent;
import io.q2o.schemas.licensing.DeviceEvent;
import io.q2o.schemas.operations.DeadLetterEvent;
import io.q2o.schemas.tenants.TenantEvent;
import io.r2dbc.spi.Connection;
import java.time.Instant;
import reactor.core.publisher.Mono;

/** Records folded in memory to the last state of each row; each business folds its own. */
record Fold(Opened opened, PlanFold plans, TenantFold tenants, CodeFold codes, DeviceFold devices)
        implements Holders {
    void apply(EventRecord record) {
        try {
            switch (record.event()) {
                case PlanEvent event -> plans.apply(event, record);
                case TenantEvent event -> apply(event, record);
                case SubscriptionEvent event -> tenants.apply(event, record);
                case CodeEvent event -> codes.apply(event, record, opened, this);
                case DeviceEvent event -> devices.apply(event, record, opened, codes, this);
                case DeadLetterEvent _ -> {} // the runner carries orders out; they leave no rows
                default ->
                        throw new IllegalStateException("no rows for " + record.event().getClass());
            }
        } catch (IllegalStateException impossible) {
            throw new PoisonException(record.key(), impossible);
        }
    }

    private void apply(TenantEvent event, EventRecord record) {
        tenants.apply(event, record, opened);
        if (event instanceof TenantEvent.PersonalDataErased erased) {
            codes.erase(erased.slug());
            devices.erase(erased.slug());
        }
    }

    @Override
    public boolean isErased(String slug) {
        return tenants.isErased(slug);
    }

    @Override
    public void codeIssued(String slug, Instant at) {
        tenants.codeIssued(slug, at);
    }

    @Override
    public void codeFirstUsed(String slug, Instant issuedAt) {
        tenants.codeFirstUsed(slug, issuedAt);
    }

    Mono<Void> write(Connection connection) {
        return plans.write(connection)
                .then(tenants.write(connection))
                .then(codes.write(connection))
                .then(devices.write(connection));
    }
}
