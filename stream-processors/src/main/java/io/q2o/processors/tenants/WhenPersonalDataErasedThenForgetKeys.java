package io.q2o.processors.tenants;

import io.q2o.log.DataKeys;
import io.q2o.log.EventRecord;
import io.q2o.processors.automation.Automation;
import io.q2o.schemas.platform.StoredTypes;
import io.q2o.schemas.tenants.TenantEvent;
import java.util.List;
import java.util.Set;
import reactor.core.publisher.Flux;
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
    public Set<String> follows() {
        return Set.of(StoredTypes.nameOf(TenantEvent.PersonalDataErased.class));
    }

    @Override
    public Mono<Void> carryOut(List<EventRecord> events) {
        return Flux.fromIterable(events).concatMap(event -> keys.forget(event.key())).then();
    }
}
