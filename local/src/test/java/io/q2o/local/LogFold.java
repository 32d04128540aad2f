package io.q2o.local;

import io.q2o.engines.DatabaseRole;
import io.q2o.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The read model as {@code q2o.events} says it must be: folded a second time, in SQL that shares
 * nothing with the projection. It takes e-mail addresses, which it cannot open, to follow the name
 * as {@link TenantLoad} makes them.
 */
final class LogFold {
    /** How long a projection may need to get where it belongs, a lost session included. */
    static final Duration CATCH_UP = Duration.ofSeconds(60);

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final String DIFFERENCES =
            """
            with event as materialized (
                select *, body->'terms' as terms
                from jsonb_to_recordset(?::jsonb) as record (
                    partition int, record_offset bigint, position bigint, key text, type text, at timestamptz,
                    version bigint, body jsonb)
            ),
            registered as (select * from event where type = 'q2o.tenants.tenant-registered.v1'),
            profile as (
                select distinct on (key) key, body->>'name' as name, body->'email' is not null as has_email
                from event
                where type in ('q2o.tenants.tenant-registered.v1', 'q2o.tenants.profile-changed.v1')
                order by key, record_offset desc
            ),
            branding as (
                select distinct on (key) key, body->'branding' as branding
                from event
                where type in ('q2o.tenants.tenant-registered.v1', 'q2o.tenants.branding-changed.v1')
                order by key, record_offset desc
            ),
            touched as (
                select key, max(at) as updated_at, bool_or(type = 'q2o.tenants.personal-data-erased.v1') as erased,
                    max(coalesce((body->>'profileVersion')::bigint, 1)) as profile_version
                from event where type like 'q2o.tenants.%' group by key
            ),
            granted as (
                select distinct on (key) key, terms
                from event
                where type in ('q2o.billing.subscription-opened.v1', 'q2o.billing.subscription-plan-changed.v1')
                order by key, record_offset desc
            ),
            state as (
                select distinct on (key) key, partition,
                    case type when 'q2o.billing.subscription-suspended.v1' then 'suspended' else body->>'state' end as state
                from event
                where type in ('q2o.billing.subscription-opened.v1', 'q2o.billing.subscription-suspended.v1',
                    'q2o.billing.subscription-resumed.v1')
                order by key, record_offset desc
            ),
            issued as (
                select key, partition, (body->>'codeId')::bigint as code_id, body,
                    at, date_trunc('month', at at time zone 'UTC')::date as month
                from event where type = 'q2o.licensing.code-issued.v1'
            ),
            used as (
                select (body->>'codeId')::bigint as code_id, count(*) as uses, min(at) as used_at
                from event
                where type = 'q2o.licensing.device-enrolled.v1'
                    or type = 'q2o.licensing.device-activated-again.v1' and (body->>'codeUsed')::boolean
                group by 1
            ),
            revoked as (
                select (body->>'codeId')::bigint as code_id, min(at) as revoked_at
                from event where type = 'q2o.licensing.code-revoked.v1' group by 1
            ),
            folded_code as (
                select code_id, key as tenant, body->>'hash' as hash, body->>'lastFour' as last_four, null as label,
                    (body->>'expiresAt')::timestamptz as expires_at, (body->>'maxUses')::int as max_uses,
                    coalesce(uses, 0) as use_count, used_at, revoked_at, at as created_at, body->>'source' as source
                from issued left join used using (code_id) left join revoked using (code_id)
            ),
            life as (
                select distinct on (device_id) (body->>'deviceId')::bigint as device_id,
                    type = 'q2o.licensing.device-revoked.v1' as revoked
                from event, lateral (select (body->>'deviceId')::bigint as device_id) one
                where type in ('q2o.licensing.device-enrolled.v1', 'q2o.licensing.device-revoked.v1',
                    'q2o.licensing.device-reinstated.v1')
                order by device_id, record_offset desc
            ),
            folded_device as (
                select (body->>'deviceId')::bigint as device_id, key as tenant, partition,
                    body->>'fingerprint' as fingerprint, null as label, (body->>'codeId')::bigint as code_id, revoked,
                    at as created_at
                from event join life on life.device_id = (body->>'deviceId')::bigint
                where type = 'q2o.licensing.device-enrolled.v1'
            ),
            month as (
                select distinct on (key) key, month as codes_month, count(*) as issued, count(uses) as used
                from issued left join used using (code_id)
                group by key, month
                order by key, month desc
            ),
            folded_tenant as (
                select key as tenant, (registered.body->>'tenantId')::bigint as tenant_id, name,
                    branding->>'logoUrl' as logo_url, branding->>'primaryColor' as primary_color,
                    branding->>'domain' as domain,
                    case when has_email and not erased
                        then lower(replace(name, ' ', '-')) || '@example.com' end as email,
                    null as phone_number, registered.body->>'otpDeliveryMethod' as otp_delivery_method, erased,
                    profile_version, registered.at as created_at, updated_at,
                    (granted.terms->>'planId')::bigint as plan_id, granted.terms->>'name' as plan_name,
                    (granted.terms->>'monthlyRunQuota')::int as monthly_run_quota,
                    (granted.terms->>'deviceLimit')::int as device_limit,
                    (granted.terms->>'projectLimit')::int as project_limit, state as subscription_state,
                    0 as usage_current, coalesce(issued, 0) as activation_codes_total,
                    coalesce(used, 0) as activation_codes_used, codes_month
                from registered left join month using (key) join profile using (key) join branding using (key) join touched using (key)
                    left join granted using (key) left join state using (key)
            ),
            plan_event as (
                select *, (body->>'planId')::bigint as plan_id from event where type like 'q2o.billing.plan-%'
            ),
            offered as (
                select distinct on (plan_id) plan_id, terms
                from plan_event where type <> 'q2o.billing.plan-retired.v1'
                order by plan_id, record_offset desc
            ),
            plan_life as (
                select plan_id, partition, bool_or(type = 'q2o.billing.plan-retired.v1') as retired,
                    max(version) as plan_version
                from plan_event group by plan_id, partition
            ),
            followed as (
                select distinct on (plan_id) plan_id, terms as followed_terms
                from plan_event where (body->>'applyToSubscribers')::boolean
                order by plan_id, record_offset desc
            ),
            folded_plan as (
                select plan_id, terms->>'name' as name, terms->>'stripePriceId' as stripe_price_id,
                    (terms->>'monthlyRunQuota')::int as monthly_run_quota, (terms->>'deviceLimit')::int as device_limit,
                    (terms->>'projectLimit')::int as project_limit,
                    (terms->>'monthlyPriceCents')::bigint as monthly_price_cents, terms->>'currency' as currency,
                    retired, plan_version, followed_terms
                from offered join plan_life using (plan_id) left join followed using (plan_id)
            ),
            folded_total as (
                select 'tenants' as counter, partition, count(*) as value from registered group by partition
                union all
                select 'tenants-' || state, partition, count(*) from state group by state, partition
                union all
                select 'codes', partition, count(*) from issued group by partition
                union all
                select case when revoked_at is not null then 'codes-revoked' when use_count < max_uses then 'codes-open' else 'codes-spent' end,
                    partition, count(*)
                from folded_code join issued using (code_id) group by 1, 2
                union all
                select 'codes-used', partition, count(*) from issued join used using (code_id) group by partition
                union all
                select 'devices', partition, count(*) from folded_device group by partition
                union all
                select 'devices-revoked', partition, count(*) from folded_device where revoked group by partition
                union all
                select 'plans-on-offer', partition, count(*) from plan_life where not retired group by partition
            ),
            folded_day as (
                select case when use_count < max_uses then 'codes-open' else 'codes-spent' end as counter,
                    (expires_at at time zone 'UTC')::date as day, partition, count(*) as value
                from folded_code join issued using (code_id)
                where revoked_at is null and expires_at is not null
                group by 1, 2, 3
            ),
            folded_position as (
                select partition, max(position) as position from event group by partition
            ),
            folded as (
                select 'tenant' as what, to_jsonb(one) as line from folded_tenant one
                union all select 'plan', to_jsonb(one) from folded_plan one
                union all select 'code', to_jsonb(one) from folded_code one
                union all select 'device', to_jsonb(one) - 'partition' from folded_device one
                union all select 'total', to_jsonb(one) from folded_total one
                union all select 'day', to_jsonb(one) from folded_day one
                union all select 'position', to_jsonb(one) from folded_position one
            ),
            projected as (
                select 'tenant' as what, to_jsonb(one) - 'search' as line from tenant one
                union all select 'plan', to_jsonb(one) from plan one
                union all select 'code', to_jsonb(one) - 'tenant_version' - 'search' from activation_code one
                union all select 'device', to_jsonb(one) - 'tenant_version' - 'search' from device one
                union all select 'total', to_jsonb(one) from platform_total one where value <> 0
                union all select 'day', to_jsonb(one) from daily_total one where value <> 0
                union all select 'position', jsonb_build_object('partition', partition, 'position', position)
                    from projection_position where projection = 'licensing' and position >= 0
                union all select 'dead letter', to_jsonb(one) from dead_letter one
            )
            select 'missing ' || what || ' ' || line::text from (select * from folded except all select * from projected) one
            union all
            select 'wrong ' || what || ' ' || line::text from (select * from projected except all select * from folded) one
            order by 1
            """;

    private LogFold() {}

    /** Rows that the log asks for and that are not there, and rows that it does not ask for. */
    static List<String> differences(Stack stack) {
        var events = Topic.events(stack).stream().map(LogFold::line).toList();
        try (var connection = stack.connect(DatabaseRole.QUERY_ADMIN);
                var setting = connection.createStatement();
                var statement = connection.prepareStatement(DIFFERENCES)) {
            // nothing is known of the sizes of what is folded here
            setting.execute("set enable_nestloop = off");
            statement.setString(1, JSON.writeValueAsString(events));
            var differences = new ArrayList<String>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    differences.add(rows.getString(1));
                }
            }
            return differences;
        } catch (SQLException fault) {
            throw new AssertionError(fault);
        }
    }

    /** Commands that were decided, and those of them whose outcome can be looked up. */
    record Outcomes(long decided, long visible) {
        static Outcomes of(Stack stack) {
            var decided = Topic.committed(stack, Topics.OUTCOMES).size();
            try (var connection = stack.connect(DatabaseRole.QUERY_ADMIN);
                    var statement = connection.createStatement();
                    var rows = statement.executeQuery("select count(*) from command_outcome")) {
                rows.next();
                return new Outcomes(decided, rows.getLong(1));
            } catch (SQLException fault) {
                throw new AssertionError(fault);
            }
        }
    }

    private static Map<String, @Nullable Object> line(ConsumerRecord<String, byte[]> record) {
        var line = new LinkedHashMap<String, @Nullable Object>();
        line.put("partition", record.partition());
        line.put("record_offset", record.offset());
        line.put("position", header(record, "ce_position").split(":", 2)[1]);
        line.put("key", record.key());
        line.put("type", header(record, "ce_type"));
        line.put("at", header(record, "ce_time"));
        line.put("version", header(record, "ce_tenantversion"));
        line.put("body", JSON.readTree(record.value()));
        return line;
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        var header = Objects.requireNonNull(record.headers().lastHeader(name), name);
        return new String(header.value(), StandardCharsets.UTF_8);
    }
}
