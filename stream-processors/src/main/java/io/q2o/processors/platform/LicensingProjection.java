package io.q2o.processors.platform;

import io.q2o.log.DataKeys;
import io.q2o.log.EventRecord;
import io.q2o.processors.billing.PlanFold;
import io.q2o.processors.licensing.CodeFold;
import io.q2o.processors.licensing.DeviceFold;
import io.q2o.processors.projection.Opened;
import io.q2o.processors.projection.Projection;
import io.q2o.processors.projection.Totals;
import io.q2o.processors.tenants.TenantFold;
import io.q2o.schemas.Position;
import io.q2o.schemas.Sealed;
import io.q2o.schemas.Topics;
import io.q2o.schemas.licensing.CodeEvent;
import io.q2o.schemas.licensing.DeviceEvent;
import io.q2o.schemas.tenants.TenantEvent;
import io.r2dbc.spi.Connection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Plans, tenants with their subscriptions, codes, devices, and counters over all tenants. */
public final class LicensingProjection implements Projection<EventRecord> {
    /** Stored name. */
    public static final String NAME = "licensing";

    private final DataKeys keys;

    public LicensingProjection(DataKeys keys) {
        this.keys = keys;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String topic() {
        return Topics.EVENTS;
    }

    @Override
    public EventRecord read(ConsumerRecord<String, byte[]> record) {
        return EventRecord.read(record);
    }

    @Override
    public @Nullable Position reachedWith(EventRecord record) {
        return record.isFinal() ? record.position() : null;
    }

    @Override
    public Mono<Void> apply(List<EventRecord> records, Connection connection) {
        var totals = new Totals();
        var sealed =
                records.stream().flatMap(LicensingProjection::sealed).collect(Collectors.toSet());
        return Mono.zip(
                        Opened.all(sealed, keys),
                        PlanFold.of(records, totals, connection),
                        TenantFold.of(records, totals, connection),
                        CodeFold.of(records, totals, connection),
                        DeviceFold.of(records, totals, connection))
                .flatMap(begun -> {
                    var fold =
                            new Fold(
                                    begun.getT1(),
                                    begun.getT2(),
                                    begun.getT3(),
                                    begun.getT4(),
                                    begun.getT5());
                    records.forEach(fold::apply);
                    return fold.write(connection).then(totals.write(connection));
                });
    }

    private static Stream<Sealed> sealed(EventRecord record) {
        return switch (record.event()) {
            case TenantEvent event -> TenantFold.sealed(event);
            case CodeEvent event -> CodeFold.sealed(event);
            case DeviceEvent event -> DeviceFold.sealed(event);
            default -> Stream.empty();
        };
    }
}
