package io.q2o.query.licensing;

import static io.q2o.query.postgres.Columns.required;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An activation code as admins see it; every key is present.
 *
 * @param code always null: portals offer whatever text is here for copying
 * @param maskedCode all but the last four characters hidden
 * @param tenant the tenant's name
 * @param label null where there is none and where personal data was erased
 * @param status active, expired, used or revoked, at the moment of the query
 * @param expiresAt the last instant of use, null = never
 * @param usedAt first use
 * @param source registration or admin
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record CodeView(
        long id,
        @Nullable String code,
        String maskedCode,
        String tenant,
        String tenantSlug,
        @Nullable String label,
        String status,
        @Nullable Instant expiresAt,
        @Nullable Instant usedAt,
        Instant createdAt,
        int useCount,
        int maxUses,
        String source) {
    /** What a code shows that came with its tenant. */
    static final String LABEL_OF_REGISTRATION = "Auto-generated on tenant creation";

    private static final String MASK = "••••-••••-••••-";

    /** The columns that {@link #of} reads, in its order. */
    static final String COLUMNS =
            """
            c.code_id, c.last_four, coalesce(t.name, c.tenant), c.tenant, c.label, %s, c.expires_at,
            c.used_at, c.created_at, c.use_count, c.max_uses, c.source
            """
                    .formatted(CodeStatus.column());

    static CodeView of(Readable row) {
        var label = row.get(4, String.class);
        var source = required(row, 11, String.class);
        return new CodeView(
                required(row, 0, Long.class),
                null,
                MASK + required(row, 1, String.class),
                required(row, 2, String.class),
                required(row, 3, String.class),
                label == null && source.equals("registration") ? LABEL_OF_REGISTRATION : label,
                required(row, 5, String.class),
                row.get(6, Instant.class),
                row.get(7, Instant.class),
                required(row, 8, Instant.class),
                required(row, 9, Integer.class),
                required(row, 10, Integer.class),
                source);
    }
}
