package io.q2o.processors.licensing;

import io.q2o.log.EventRecord;
import io.q2o.processors.projection.Opened;
import io.q2o.processors.projection.Rows;
import io.q2o.processors.projection.Totals;
import io.q2o.schemas.Sealed;
import io.q2o.schemas.licensing.DeviceEvent;
import io.r2dbc.spi.Connection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/** Devices, and how many there are. */
public final class DeviceFold {
    private final Rows<Long, DeviceRow> devices;
    private final Scrubbed scrubbed = new Scrubbed("device");
    private final Totals totals;

    private DeviceFold(Rows<Long, DeviceRow> devices, Totals totals) {
        this.devices = devices;
        this.totals = totals;
    }

    /** Begins with the stored rows that these records are about. */
    public static Mono<DeviceFold> of(
            List<EventRecord> records, Totals totals, Connection connection) {
        var ids =
                records.stream()
                        .map(EventRecord::event)
                        .filter(DeviceEvent.class::isInstance)
                        .map(event -> ((DeviceEvent) event).deviceId())
                        .collect(Collectors.toSet());
        return Rows.stored(
                        "select * from device where device_id = any($1)",
                        ids,
                        new Long[0],
                        DeviceRow::of,
                        DeviceRow::deviceId,
                        connection)
                .map(rows -> new DeviceFold(rows, totals));
    }

    /** What an event holds sealed. */
    public static Stream<Sealed> sealed(DeviceEvent event) {
        return event instanceof DeviceEvent.DeviceEnrolled enrolled
                ? Stream.ofNullable(enrolled.label())
                : Stream.empty();
    }

    /**
     * @param codes where uses of codes are counted
     */
    public void apply(
            DeviceEvent event, EventRecord record, Opened opened, CodeFold codes, Holders holders) {
        switch (event) {
            case DeviceEvent.DeviceEnrolled enrolled -> {
                codes.use(enrolled.codeId(), record, holders);
                enrol(enrolled, record, opened, holders);
            }
            case DeviceEvent.DeviceActivatedAgain again -> {
                if (again.codeUsed()) {
                    codes.use(again.codeId(), record, holders);
                }
                put(there(event).activatedWith(again.codeId(), record), record);
            }
            case DeviceEvent.DeviceRevoked _ -> revoke(there(event), true, record);
            case DeviceEvent.DeviceReinstated _ -> revoke(there(event), false, record);
            // tokens are nothing to see
            case DeviceEvent.TokenRefreshed _, DeviceEvent.RefreshReuseDetected _ -> there(event);
        }
    }

    private void enrol(
            DeviceEvent.DeviceEnrolled enrolled,
            EventRecord record,
            Opened opened,
            Holders holders) {
        if (devices.get(enrolled.deviceId()) != null) {
            there(enrolled);
            return;
        }
        var label = holders.isErased(enrolled.slug()) ? null : opened.text(enrolled.label());
        devices.put(enrolled.deviceId(), DeviceRow.of(enrolled, label, record));
        totals.add(record, "devices", 1);
    }

    private void revoke(DeviceRow device, boolean revoked, EventRecord record) {
        if (device.revoked() != revoked && put(device.revoked(revoked, record), record)) {
            totals.add(record, "devices-revoked", revoked ? 1 : -1);
        }
    }

    /** False if the event is in the row already. */
    private boolean put(DeviceRow after, EventRecord record) {
        var before = devices.get(after.deviceId());
        if (before != null && before.version() >= record.tenantVersion()) {
            return false;
        }
        devices.put(after.deviceId(), after);
        return true;
    }

    private DeviceRow there(DeviceEvent event) {
        var device = devices.get(event.deviceId());
        if (device == null) {
            throw new IllegalStateException("the device is missing");
        }
        if (!device.slug().equals(event.slug())) {
            throw new IllegalStateException("the device is another tenant's");
        }
        return device;
    }

    /** The tenant's personal data was erased. */
    public void erase(String slug) {
        scrubbed.add(slug);
        devices.change(
                device -> device.slug().equals(slug) && device.label() != null,
                DeviceRow::withoutLabel);
    }

    public Mono<Void> write(Connection connection) {
        return scrubbed.write(connection)
                .then(Mono.defer(() -> DeviceRow.UPSERT.rows(devices.changed(), connection)));
    }
}
