-- What lists of a million codes and devices need: totals that nobody has to count, and searches that compare bytes.

-- Counters over all tenants by day.
create table daily_total (
    counter text not null,
    day date not null,                       -- in UTC
    partition int not null,
    value bigint not null,
    primary key (counter, day, partition)
);
alter table daily_total enable row level security;
alter table daily_total force row level security;
create policy projector on daily_total for all to q2o_projector using (true) with check (true);
create policy query on daily_total for select to q2o_query using (true);
create policy query_admin on daily_total for select to q2o_query_admin using (true);
grant select, insert, update, delete on daily_total to q2o_projector;
grant select on daily_total to q2o_query, q2o_query_admin;

-- Codes that are not revoked, open or spent, and by the day on which they expire. The partitions of what is there
-- already are not known; all are summed up, so that it may stand under one of its own.
alter table activation_code no force row level security;
alter table platform_total no force row level security;
alter table daily_total no force row level security;
insert into platform_total (counter, partition, value)
select case when use_count < max_uses then 'codes-open' else 'codes-spent' end, -1, count(*)
from activation_code where revoked_at is null group by 1;
insert into daily_total (counter, day, partition, value)
select case when use_count < max_uses then 'codes-open' else 'codes-spent' end, (expires_at at time zone 'UTC')::date, -1, count(*)
from activation_code where revoked_at is null and expires_at is not null group by 1, 2;
alter table activation_code force row level security;
alter table platform_total force row level security;
alter table daily_total force row level security;

-- What searches look through, in lower case and compared byte by byte: to fold each row's case again takes longer than
-- to find it.
alter table tenant add column search text collate "C" generated always as (lower(name) || chr(10) || tenant) stored;
alter table activation_code add column search text collate "C" generated always as (lower(label)) stored;
alter table device add column search text collate "C"
    generated always as (coalesce(lower(label), '') || chr(10) || lower(fingerprint)) stored;
drop index tenant_search;
create index tenant_search on tenant using gin (search gin_trgm_ops);
drop index activation_code_label;
create index activation_code_search on activation_code using gin (search gin_trgm_ops);
drop index device_search;
create index device_search on device using gin (search gin_trgm_ops);

-- Tenants that lists show without a subscription.
create index tenant_in_no_state on tenant (created_at desc, tenant)
    where subscription_state is null or subscription_state not in
        ('active', 'trialing', 'past_due', 'canceled', 'unpaid', 'suspended');

-- Status and number of codes, of one tenant and of one day, without a look at their rows.
drop index activation_code_tenant;
create index activation_code_tenant on activation_code (tenant, created_at desc, code_id desc)
    include (use_count, max_uses, revoked_at, expires_at);
drop index activation_code_expires_at;
create index activation_code_expires_at on activation_code (expires_at) include (use_count, max_uses)
    where revoked_at is null;
