package io.q2o.processors.licensing;

import io.q2o.log.EventRecord;
import io.q2o.processors.projection.Opened;
import io.q2o.processors.projection.Rows;
import io.q2o.processors.projection.Totals;
import io.q2o.schemas.Sealed;
import io.q2o.schemas.licensing.CodeEvent;
import io.q2o.schemas.licensing.DeviceEvent;
import io.r2dbc.spi.Connection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Activation codes with their uses, and how many there are. */
public final class CodeFold {
    private final Rows<Long, CodeRow> codes;
    private final Scrubbed scrubbed = new Scrubbed("activation_code");
    private final Totals totals;

    private CodeFold(Rows<Long, CodeRow> codes, Totals totals) {
        this.codes = codes;
        this.totals = totals;
    }

    /** Begins with the stored rows that these records are about. */
    public static Mono<CodeFold> of(
            List<EventRecord> records, Totals totals, Connection connection) {
        var ids = records.stream().flatMap(CodeFold::codes).collect(Collectors.toSet());
        return Rows.stored(
                        "select * from activation_code where code_id = any($1)",
                        ids,
                        new Long[0],
                        CodeRow::of,
                        CodeRow::codeId,
                        connection)
                .map(rows -> new CodeFold(rows, totals));
    }

    private static Stream<Long> codes(EventRecord record) {
        return switch (record.event()) {
            case CodeEvent event -> Stream.of(event.codeId());
            case DeviceEvent.DeviceEnrolled enrolled -> Stream.of(enrolled.codeId());
            case DeviceEvent.DeviceActivatedAgain again -> Stream.of(again.codeId());
            default -> Stream.empty();
        };
    }

    /** What an event holds sealed. */
    public static Stream<Sealed> sealed(CodeEvent event) {
        return switch (event) {
            case CodeEvent.CodeIssued issued -> Stream.ofNullable(issued.label());
            case CodeEvent.CodeRevoked _, CodeEvent.CodeRevealed _ -> Stream.empty();
        };
    }

    public void apply(CodeEvent event, EventRecord record, Opened opened, Holders holders) {
        switch (event) {
            case CodeEvent.CodeIssued issued -> issue(issued, record, opened, holders);
            case CodeEvent.CodeRevoked _ -> revoke(there(event.codeId(), event.slug()), record);
            case CodeEvent.CodeRevealed _ -> there(event.codeId(), event.slug());
        }
    }

    private void issue(
            CodeEvent.CodeIssued issued, EventRecord record, Opened opened, Holders holders) {
        if (codes.get(issued.codeId()) != null) {
            there(issued.codeId(), issued.slug());
            return;
        }
        var label = holders.isErased(issued.slug()) ? null : opened.text(issued.label());
        var code = CodeRow.of(issued, label, record);
        codes.put(issued.codeId(), code);
        holders.codeIssued(issued.slug(), record.at());
        totals.add(record, "codes", 1);
        count(code, record, 1);
    }

    private void revoke(CodeRow code, EventRecord record) {
        if (code.revokedAt() == null) {
            codes.put(code.codeId(), code.revoked(record));
            totals.add(record, "codes-revoked", 1);
            count(code, record, -1);
        }
    }

    /** A device used the code. */
    public void use(long codeId, EventRecord record, Holders holders) {
        var code = there(codeId, record.key());
        if (code.version() >= record.tenantVersion()) {
            return;
        }
        var used = code.usedOnceMore(record);
        codes.put(codeId, used);
        if (used.revokedAt() == null) {
            count(code, record, -1);
            count(used, record, 1);
        }
        if (code.isUnused()) {
            holders.codeFirstUsed(code.slug(), code.createdAt());
            totals.add(record, "codes-used", 1);
        }
    }

    /** A code that is not revoked counts as what it is, and as what will have expired one day. */
    private void count(CodeRow code, EventRecord record, long change) {
        var counter = code.isSpent() ? "codes-spent" : "codes-open";
        totals.add(record, counter, change);
        if (code.expiresAt() != null) {
            totals.add(record, counter, code.expiresAt(), change);
        }
    }

    private CodeRow there(long codeId, String slug) {
        return thereOf(slug, codes.get(codeId));
    }

    private static CodeRow thereOf(String slug, @Nullable CodeRow code) {
        if (code == null) {
            throw new IllegalStateException("the code is missing");
        }
        if (!code.slug().equals(slug)) {
            throw new IllegalStateException("the code is another tenant's");
        }
        return code;
    }

    /** The tenant's personal data was erased. */
    public void erase(String slug) {
        scrubbed.add(slug);
        codes.change(
                code -> code.slug().equals(slug) && code.label() != null, CodeRow::withoutLabel);
    }

    public Mono<Void> write(Connection connection) {
        return scrubbed.write(connection)
                .then(Mono.defer(() -> CodeRow.UPSERT.rows(codes.changed(), connection)));
    }
}
