-- Activation codes and devices, and what lists, searches and filters of them and of tenants need to find their rows.

create table activation_code (
    code_id bigint primary key,
    tenant text not null,
    hash text not null,                      -- peppered hash of the code, base64
    last_four text not null,
    label text,                              -- null once the tenant's personal data is erased
    expires_at timestamptz,                  -- the last instant of use, null = never expires
    max_uses int not null,
    use_count int not null,
    used_at timestamptz,                     -- of the first use
    revoked_at timestamptz,
    created_at timestamptz not null,
    source text not null,                    -- registration or admin
    tenant_version bigint not null           -- number of the tenant's last event that changed this row
) with (fillfactor = 80);
-- the newest first: of all, of one tenant, and of each status; whether a code has expired is for the clock to say
create index activation_code_created_at on activation_code (created_at desc, code_id desc);
create index activation_code_tenant on activation_code (tenant, created_at desc, code_id desc);
create index activation_code_open on activation_code (created_at desc, code_id desc, expires_at)
    where revoked_at is null and use_count < max_uses;
create index activation_code_used on activation_code (created_at desc, code_id desc, expires_at)
    where revoked_at is null and use_count >= max_uses;
create index activation_code_expires_at on activation_code (expires_at) where revoked_at is null;
create index activation_code_revoked on activation_code (created_at desc, code_id desc) where revoked_at is not null;
-- searches
create index activation_code_hash on activation_code (hash);
create index activation_code_last_four on activation_code (last_four);
create index activation_code_label on activation_code using gin (label gin_trgm_ops);
create index activation_code_registration on activation_code (created_at desc, code_id desc)
    where label is null and source = 'registration';

create table device (
    device_id bigint primary key,
    tenant text not null,
    fingerprint text not null,               -- keyed hash of the hardware's own
    label text,                              -- null once the tenant's personal data is erased
    code_id bigint not null,                 -- the code it was activated with last
    revoked boolean not null,
    created_at timestamptz not null,
    tenant_version bigint not null,          -- number of the tenant's last event that changed this row
    unique (tenant, fingerprint)
) with (fillfactor = 80);
create index device_created_at on device (created_at desc, device_id desc);
create index device_tenant on device (tenant, created_at desc, device_id desc);
create index device_search on device using gin (tenant gin_trgm_ops, label gin_trgm_ops, fingerprint gin_trgm_ops);

-- When a device was last seen; filled from q2o.telemetry, which is kept for some days: built anew, it knows of those
-- days alone. No index but the key, and room on each page: most of its writes stay on their page.
create table device_sighting (
    device_id bigint primary key,
    tenant text not null,
    seen_at timestamptz not null
) with (fillfactor = 60);

-- The figures of codes are those of one month: that of the tenant's last codes. Any other month's are 0.
alter table tenant add column codes_month date;      -- its first day, in UTC; null = no codes yet
-- both ways, and the newest first among equals: many tenants have the same figures
create index tenant_codes_down on tenant
    (codes_month desc nulls last, activation_codes_used desc, activation_codes_total desc, created_at desc, tenant);
create index tenant_codes_up on tenant
    (codes_month nulls first, activation_codes_used, activation_codes_total, created_at desc, tenant);

alter table activation_code enable row level security;
alter table activation_code force row level security;
alter table device enable row level security;
alter table device force row level security;
alter table device_sighting enable row level security;
alter table device_sighting force row level security;

create policy projector on activation_code for all to q2o_projector using (true) with check (true);
create policy query on activation_code for select to q2o_query using (tenant = current_setting('app.tenant'));
create policy query_admin on activation_code for select to q2o_query_admin using (true);

create policy projector on device for all to q2o_projector using (true) with check (true);
create policy query on device for select to q2o_query using (tenant = current_setting('app.tenant'));
create policy query_admin on device for select to q2o_query_admin using (true);

create policy projector on device_sighting for all to q2o_projector using (true) with check (true);
create policy query on device_sighting for select to q2o_query using (tenant = current_setting('app.tenant'));
create policy query_admin on device_sighting for select to q2o_query_admin using (true);

grant select, insert, update, delete on activation_code, device, device_sighting to q2o_projector;
grant select on activation_code, device, device_sighting to q2o_query, q2o_query_admin;
