package io.q2o.processors.platform;

import io.q2o.log.DataKeys;
import io.q2o.log.EventRecord;
import io.q2o.processors.billing.PlanRow;
import io.q2o.processors.projection.PoisonException;
import io.q2o.processors.projection.Projection;
import io.q2o.processors.tenants.TenantRow;
import io.q2o.schemas.Position;
import io.q2o.schemas.Sealed;
import io.q2o.schemas.Topics;
import io.q2o.schemas.billing.PlanEvent;
import io.q2o.schemas.billing.SubscriptionEvent;
import io.q2o.schemas.tenants.Branding;
import io.q2o.schemas.tenants.TenantEvent;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Plans, tenants with their subscriptions, and counters over all tenants. */
public final class LicensingProjection implements Projection<EventRecord> {
    /** Stored name. */
    public static final String NAME = "licensing";

    /** Unknown keys are looked for together. */
    private static final int OPENED_AT_ONCE = 256;

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
        return Mono.zip(
                        opened(records).collectMap(Opened::sealed, Opened::text),
                        plans(records, connection),
                        tenants(records, connection))
                .flatMap(known -> {
                    var fold = new Fold(known.getT1(), known.getT2(), known.getT3());
                    records.forEach(fold::apply);
                    return PlanRow.UPSERT
                            .rows(fold.changedPlans.values(), connection)
                            .then(TenantRow.UPSERT.rows(fold.changedTenants.values(), connection))
                            .then(count(fold.counted, connection));
                });
    }

    private record Opened(Sealed sealed, String text) {}

    /** Texts whose key is forgotten are left out. */
    private Flux<Opened> opened(List<EventRecord> records) {
        return Flux.fromIterable(records)
                .flatMapIterable(record -> sealed(record).distinct().toList())
                .flatMap(one -> keys.open(one).map(text -> new Opened(one, text)), OPENED_AT_ONCE);
    }

    private static Stream<Sealed> sealed(EventRecord record) {
        return switch (record.event()) {
            case TenantEvent.TenantRegistered registered ->
                    Stream.of(registered.email(), registered.phoneNumber())
                            .filter(Objects::nonNull);
            case TenantEvent.ProfileChanged changed ->
                    Stream.of(changed.email(), changed.phoneNumber()).filter(Objects::nonNull);
            default -> Stream.empty();
        };
    }

    private static Mono<Map<Long, PlanRow>> plans(
            List<EventRecord> records, Connection connection) {
        var ids =
                records.stream()
                        .map(EventRecord::event)
                        .filter(PlanEvent.class::isInstance)
                        .map(event -> ((PlanEvent) event).planId())
                        .distinct()
                        .toArray(Long[]::new);
        if (ids.length == 0) {
            return Mono.just(Map.of());
        }
        return Flux.from(
                        connection
                                .createStatement("select * from plan where plan_id = any($1)")
                                .bind(0, ids)
                                .execute())
                .flatMap(result -> result.map(PlanRow::of))
                .collectMap(row -> row.terms().planId());
    }

    private static Mono<Map<String, TenantRow>> tenants(
            List<EventRecord> records, Connection connection) {
        var slugs =
                records.stream()
                        .map(EventRecord::key)
                        .filter(key -> !key.equals(Topics.CATALOGUE))
                        .distinct()
                        .toArray(String[]::new);
        if (slugs.length == 0) {
            return Mono.just(Map.of());
        }
        return Flux.from(
                        connection
                                .createStatement("select * from tenant where tenant = any($1)")
                                .bind(0, slugs)
                                .execute())
                .flatMap(result -> result.map(LicensingProjection::tenant))
                .collectMap(TenantRow::slug);
    }

    private static TenantRow tenant(Readable row) {
        return new TenantRow(
                there(row.get("tenant", String.class)),
                there(row.get("tenant_id", Long.class)),
                there(row.get("name", String.class)),
                new Branding(
                        row.get("logo_url", String.class),
                        row.get("primary_color", String.class),
                        row.get("domain", String.class)),
                row.get("email", String.class),
                row.get("phone_number", String.class),
                there(row.get("otp_delivery_method", String.class)),
                there(row.get("erased", Boolean.class)),
                there(row.get("profile_version", Long.class)),
                there(row.get("created_at", Instant.class)),
                there(row.get("updated_at", Instant.class)),
                row.get("plan_id", Long.class),
                row.get("plan_name", String.class),
                row.get("monthly_run_quota", Integer.class),
                row.get("device_limit", Integer.class),
                row.get("project_limit", Integer.class),
                row.get("subscription_state", String.class));
    }

    private static <T> T there(@Nullable T value) {
        return Objects.requireNonNull(value, "a column that is never null");
    }

    /** A counter has a row a partition: rows that partitions share would make them wait. */
    private record Counter(String name, int partition) {}

    private static Mono<Void> count(Map<Counter, Long> counted, Connection connection) {
        var changed = counted.entrySet().stream().filter(entry -> entry.getValue() != 0).toList();
        if (changed.isEmpty()) {
            return Mono.empty();
        }
        return Flux.from(
                        connection
                                .createStatement(
                                        """
                                        insert into platform_total (counter, partition, value)
                                        select * from unnest($1::text[], $2::int[], $3::bigint[])
                                        on conflict (counter, partition)
                                        do update set value = platform_total.value + excluded.value\
                                        """)
                                .bind(
                                        0,
                                        changed.stream()
                                                .map(entry -> entry.getKey().name())
                                                .toArray(String[]::new))
                                .bind(
                                        1,
                                        changed.stream()
                                                .map(entry -> entry.getKey().partition())
                                                .toArray(Integer[]::new))
                                .bind(
                                        2,
                                        changed.stream()
                                                .map(Map.Entry::getValue)
                                                .toArray(Long[]::new))
                                .execute())
                .flatMap(Result::getRowsUpdated)
                .then();
    }

    /** Records folded in memory to the last state of each row and the change of each counter. */
    private static final class Fold {
        private final Map<Sealed, String> opened;
        private final Map<Long, PlanRow> plans;
        private final Map<String, TenantRow> tenants;
        private final Map<Long, PlanRow> changedPlans = new LinkedHashMap<>();
        private final Map<String, TenantRow> changedTenants = new LinkedHashMap<>();
        private final Map<Counter, Long> counted =
                new TreeMap<>(
                        Comparator.comparing(Counter::name).thenComparingInt(Counter::partition));

        Fold(Map<Sealed, String> opened, Map<Long, PlanRow> plans, Map<String, TenantRow> tenants) {
            this.opened = opened;
            this.plans = plans;
            this.tenants = tenants;
        }

        void apply(EventRecord record) {
            try {
                switch (record.event()) {
                    case PlanEvent event -> apply(event, record);
                    case TenantEvent event -> {
                        var before = tenant(record.key());
                        put(
                                before,
                                TenantRow.after(
                                        before,
                                        event,
                                        record,
                                        sealed -> sealed == null ? null : opened.get(sealed)),
                                record);
                    }
                    case SubscriptionEvent event -> {
                        var before = tenant(record.key());
                        put(before, TenantRow.after(before, event), record);
                    }
                    default ->
                            throw new IllegalStateException(
                                    "no rows for " + record.event().getClass());
                }
            } catch (IllegalStateException impossible) {
                throw new PoisonException(record.key(), impossible);
            }
        }

        private void apply(PlanEvent event, EventRecord record) {
            var before = changedPlans.getOrDefault(event.planId(), plans.get(event.planId()));
            var after = PlanRow.after(before, event, record);
            changedPlans.put(event.planId(), after);
            add(
                    record,
                    "plans-on-offer",
                    (after.retired() ? 0 : 1) - (before == null || before.retired() ? 0 : 1));
        }

        private @Nullable TenantRow tenant(String slug) {
            var changed = changedTenants.get(slug);
            return changed == null ? tenants.get(slug) : changed;
        }

        private void put(@Nullable TenantRow before, TenantRow after, EventRecord record) {
            changedTenants.put(after.slug(), after);
            if (before == null) {
                add(record, "tenants", 1);
            } else if (before.subscriptionState() != null) {
                add(record, "tenants-" + before.subscriptionState(), -1);
            }
            if (after.subscriptionState() != null) {
                add(record, "tenants-" + after.subscriptionState(), 1);
            }
        }

        private void add(EventRecord record, String counter, long change) {
            counted.merge(new Counter(counter, record.position().partition()), change, Long::sum);
        }
    }
}
