package io.q2o.processors.licensing;

import static io.q2o.processors.projection.Columns.filled;

import io.q2o.log.EventRecord;
import io.q2o.processors.projection.Upsert;
import io.q2o.schemas.licensing.DeviceEvent.DeviceEnrolled;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code device}.
 *
 * @param codeId the code it was activated with last
 * @param version number of the tenant's last event that changed it: those up to there are in it
 */
record DeviceRow(
        long deviceId,
        String slug,
        String fingerprint,
        @Nullable String label,
        long codeId,
        boolean revoked,
        Instant createdAt,
        long version) {
    static final Upsert<DeviceRow> UPSERT =
            Upsert.<DeviceRow>into("device", "device_id")
                    .column("device_id", "bigint", DeviceRow::deviceId)
                    .column("tenant", "text", DeviceRow::slug)
                    .column("fingerprint", "text", DeviceRow::fingerprint)
                    .column("label", "text", DeviceRow::label)
                    .column("code_id", "bigint", DeviceRow::codeId)
                    .column("revoked", "boolean", DeviceRow::revoked)
                    .column("created_at", "timestamptz", DeviceRow::createdAt)
                    .column("tenant_version", "bigint", DeviceRow::version);

    /** Reads a row of {@code select * from device}. */
    static DeviceRow of(Readable row) {
        return new DeviceRow(
                filled(row.get("device_id", Long.class)),
                filled(row.get("tenant", String.class)),
                filled(row.get("fingerprint", String.class)),
                row.get("label", String.class),
                filled(row.get("code_id", Long.class)),
                filled(row.get("revoked", Boolean.class)),
                filled(row.get("created_at", Instant.class)),
                filled(row.get("tenant_version", Long.class)));
    }

    static DeviceRow of(DeviceEnrolled enrolled, @Nullable String label, EventRecord record) {
        return new DeviceRow(
                enrolled.deviceId(),
                enrolled.slug(),
                enrolled.fingerprint(),
                label,
                enrolled.codeId(),
                false,
                record.at(),
                record.tenantVersion());
    }

    DeviceRow activatedWith(long code, EventRecord record) {
        return new DeviceRow(
                deviceId,
                slug,
                fingerprint,
                label,
                code,
                revoked,
                createdAt,
                record.tenantVersion());
    }

    DeviceRow revoked(boolean is, EventRecord record) {
        return new DeviceRow(
                deviceId, slug, fingerprint, label, codeId, is, createdAt, record.tenantVersion());
    }

    DeviceRow withoutLabel() {
        return new DeviceRow(
                deviceId, slug, fingerprint, null, codeId, revoked, createdAt, version);
    }
}
