package io.q2o.processors.tenants;

import io.q2o.log.DataKeys;
import io.q2o.log.EventRecord;
import io.q2o.processors.automation.Automation;
import io.q2o.schemas.StoredTypes;
import io.q2o.schemas.tenants.TenantEvent;
import reactor.core.publisher.Mono;

/** Forgets every data key of an erased tenant, those that appear later too. */
public final class WhenPersonalDataErasedThenForgetKeys implements Automation {
    private final DataKeys keys;

    public WhenPersonalDataErasedThenForgetKeys(DataKeys keys) {
        this.keys = keys;
    }

    @Override
    public String name() {
        return "forget-keys";
    }

    @Override
    public String follows() {
        return StoredTypes.nameOf(TenantEvent.PersonalDataErased.class);
    }

    @Override
    public Mono<Void> carryOut(EventRecord event) {
        return keys.forget(event.key());
    }
}
