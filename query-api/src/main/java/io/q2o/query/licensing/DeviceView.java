package io.q2o.query.licensing;

import static io.q2o.query.postgres.Columns.required;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A device as admins see it; every key is present.
 *
 * @param tenant the tenant's name
 * @param label null where there is none and where personal data was erased
 * @param hwFingerprint keyed hash of the hardware's own
 * @param deviceType there is one type so far
 * @param lastSeen when it was enrolled, until it is seen
 * @param codeId the code it was activated with last
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record DeviceView(
        long id,
        String tenant,
        String tenantSlug,
        @Nullable String label,
        String hwFingerprint,
        String deviceType,
        Instant lastSeen,
        Instant createdAt,
        boolean isRevoked,
        long codeId) {
    private static final String TYPE = "desktop";

    /** The columns that {@link #of} reads, in its order. */
    static final String COLUMNS =
            """
            d.device_id, coalesce(t.name, d.tenant), d.tenant, d.label, d.fingerprint,
            greatest(d.created_at, s.seen_at), d.created_at, d.revoked, d.code_id
            """;

    static DeviceView of(Readable row) {
        return new DeviceView(
                required(row, 0, Long.class),
                required(row, 1, String.class),
                required(row, 2, String.class),
                row.get(3, String.class),
                required(row, 4, String.class),
                TYPE,
                required(row, 5, Instant.class),
                required(row, 6, Instant.class),
                required(row, 7, Boolean.class),
                required(row, 8, Long.class));
    }
}
