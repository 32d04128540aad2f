package io.q2o.processors.licensing;

import static io.q2o.processors.projection.Columns.filled;

import io.q2o.log.EventRecord;
import io.q2o.processors.projection.Upsert;
import io.q2o.schemas.licensing.CodeEvent.CodeIssued;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code activation_code}.
 *
 * @param usedAt when it was used for the first time
 * @param version number of the tenant's last event that changed it: those up to there are in it
 */
record CodeRow(
        long codeId,
        String slug,
        String hash,
        String lastFour,
        @Nullable String label,
        @Nullable Instant expiresAt,
        int maxUses,
        int useCount,
        @Nullable Instant usedAt,
        @Nullable Instant revokedAt,
        Instant createdAt,
        String source,
        long version) {
    static final Upsert<CodeRow> UPSERT =
            Upsert.<CodeRow>into("activation_code", "code_id")
                    .column("code_id", "bigint", CodeRow::codeId)
                    .column("tenant", "text", CodeRow::slug)
                    .column("hash", "text", CodeRow::hash)
                    .column("last_four", "text", CodeRow::lastFour)
                    .column("label", "text", CodeRow::label)
                    .column("expires_at", "timestamptz", CodeRow::expiresAt)
                    .column("max_uses", "int", CodeRow::maxUses)
                    .column("use_count", "int", CodeRow::useCount)
                    .column("used_at", "timestamptz", CodeRow::usedAt)
                    .column("revoked_at", "timestamptz", CodeRow::revokedAt)
                    .column("created_at", "timestamptz", CodeRow::createdAt)
                    .column("source", "text", CodeRow::source)
                    .column("tenant_version", "bigint", CodeRow::version);

    /** Reads a row of {@code select * from activation_code}. */
    static CodeRow of(Readable row) {
        return new CodeRow(
                filled(row.get("code_id", Long.class)),
                filled(row.get("tenant", String.class)),
                filled(row.get("hash", String.class)),
                filled(row.get("last_four", String.class)),
                row.get("label", String.class),
                row.get("expires_at", Instant.class),
                filled(row.get("max_uses", Integer.class)),
                filled(row.get("use_count", Integer.class)),
                row.get("used_at", Instant.class),
                row.get("revoked_at", Instant.class),
                filled(row.get("created_at", Instant.class)),
                filled(row.get("source", String.class)),
                filled(row.get("tenant_version", Long.class)));
    }

    static CodeRow of(CodeIssued issued, @Nullable String label, EventRecord record) {
        return new CodeRow(
                issued.codeId(),
                issued.slug(),
                issued.hash(),
                issued.lastFour(),
                label,
                issued.expiresAt(),
                issued.maxUses(),
                0,
                null,
                null,
                record.at(),
                issued.source(),
                record.tenantVersion());
    }

    boolean isUnused() {
        return useCount == 0;
    }

    /** Whether it was used as often as it may be. */
    boolean isSpent() {
        return useCount >= maxUses;
    }

    CodeRow usedOnceMore(EventRecord record) {
        return new CodeRow(
                codeId,
                slug,
                hash,
                lastFour,
                label,
                expiresAt,
                maxUses,
                useCount + 1,
                usedAt == null ? record.at() : usedAt,
                revokedAt,
                createdAt,
                source,
                record.tenantVersion());
    }

    CodeRow revoked(EventRecord record) {
        return new CodeRow(
                codeId,
                slug,
                hash,
                lastFour,
                label,
                expiresAt,
                maxUses,
                useCount,
                usedAt,
                record.at(),
                createdAt,
                source,
                record.tenantVersion());
    }

    CodeRow withoutLabel() {
        return new CodeRow(
                codeId, slug, hash, lastFour, null, expiresAt, maxUses, useCount, usedAt, revokedAt,
                createdAt, source, version);
    }
}
