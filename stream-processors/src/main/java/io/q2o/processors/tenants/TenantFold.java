package io.q2o.processors.tenants;

import io.q2o.log.EventRecord;
import io.q2o.processors.projection.Opened;
import io.q2o.processors.projection.Rows;
import io.q2o.processors.projection.Totals;
import io.q2o.schemas.Sealed;
import io.q2o.schemas.Topics;
import io.q2o.schemas.billing.SubscriptionEvent;
import io.q2o.schemas.tenants.TenantEvent;
import io.r2dbc.spi.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Tenants with their subscriptions, and how many there are in each state. */
public final class TenantFold {
    private final Rows<String, TenantRow> tenants;
    private final Totals totals;

    private TenantFold(Rows<String, TenantRow> tenants, Totals totals) {
        this.tenants = tenants;
        this.totals = totals;
    }

    /** Begins with the stored rows of the tenants whose records these are. */
    public static Mono<TenantFold> of(
            List<EventRecord> records, Totals totals, Connection connection) {
        var slugs =
                records.stream()
                        .map(EventRecord::key)
                        .filter(key -> !key.equals(Topics.CATALOGUE))
                        .collect(Collectors.toSet());
        return Rows.stored(
                        "select * from tenant where tenant = any($1)",
                        slugs,
                        new String[0],
                        TenantRow::of,
                        TenantRow::slug,
                        connection)
                .map(rows -> new TenantFold(rows, totals));
    }

    /** What an event holds sealed. */
    public static Stream<Sealed> sealed(TenantEvent event) {
        return switch (event) {
            case TenantEvent.TenantRegistered registered ->
                    Stream.of(registered.email(), registered.phoneNumber())
                            .filter(Objects::nonNull);
            case TenantEvent.ProfileChanged changed ->
                    Stream.of(changed.email(), changed.phoneNumber()).filter(Objects::nonNull);
            case TenantEvent.BrandingChanged _, TenantEvent.PersonalDataErased _ -> Stream.empty();
        };
    }

    public void apply(TenantEvent event, EventRecord record, Opened opened) {
        var before = tenants.get(record.key());
        put(before, TenantRow.after(before, event, record, opened::text), record);
    }

    public void apply(SubscriptionEvent event, EventRecord record) {
        var before = tenants.get(record.key());
        put(before, TenantRow.after(before, event), record);
    }

    private void put(@Nullable TenantRow before, TenantRow after, EventRecord record) {
        tenants.put(after.slug(), after);
        if (before == null) {
            totals.add(record, "tenants", 1);
        } else if (before.subscriptionState() != null) {
            totals.add(record, "tenants-" + before.subscriptionState(), -1);
        }
        if (after.subscriptionState() != null) {
            totals.add(record, "tenants-" + after.subscriptionState(), 1);
        }
    }

    /** Whether the tenant's personal data is erased. */
    public boolean isErased(String slug) {
        return there(slug).erased();
    }

    /** A code was issued to the tenant. */
    public void codeIssued(String slug, Instant at) {
        var tenant = there(slug);
        tenants.put(slug, tenant.withCodes(tenant.codes().oneMoreIssued(at)));
    }

    /** A code of the tenant was used for the first time. */
    public void codeFirstUsed(String slug, Instant issuedAt) {
        var tenant = there(slug);
        tenants.put(slug, tenant.withCodes(tenant.codes().oneMoreUsed(issuedAt)));
    }

    private TenantRow there(String slug) {
        return TenantRow.there(tenants.get(slug));
    }

    public Mono<Void> write(Connection connection) {
        return TenantRow.UPSERT.rows(tenants.changed(), connection);
    }
}
