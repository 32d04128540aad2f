-- The read model of plans, tenants and outcomes. Run as q2o_owner, which owns every table and is bound by row-level
-- security like everybody else: a later migration that changes rows does it between NO FORCE and FORCE ROW LEVEL SECURITY.

-- a trusted extension: the owner of the database may create it
create extension if not exists pg_trgm;

-- How far each projection has applied each partition of its topic. Written first in every batch's transaction.
create table projection_position (
    projection text not null,
    partition int not null,
    next bigint not null default 0,          -- offset of the first record not applied
    position bigint not null default -1,     -- the last command whose records have all been applied
    primary key (projection, partition)
);

create table plan (
    plan_id bigint primary key,
    name text not null,
    stripe_price_id text not null,
    monthly_run_quota int not null,
    device_limit int,                        -- null = unlimited
    project_limit int,                       -- null = unlimited
    monthly_price_cents bigint,              -- null = not set
    currency text not null,
    retired boolean not null default false,
    plan_version bigint not null
);

create table tenant (
    tenant text primary key,                 -- the slug
    tenant_id bigint not null unique,
    name text not null,
    logo_url text,
    primary_color text,
    domain text,
    email text,
    phone_number text,
    otp_delivery_method text not null,
    erased boolean not null default false,
    profile_version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    plan_id bigint,                          -- what the subscription grants is copied from the plan when it opens
    plan_name text,
    monthly_run_quota int,
    device_limit int,
    project_limit int,
    subscription_state text,
    usage_current int not null default 0,
    activation_codes_total int not null default 0,
    activation_codes_used int not null default 0
);
-- an infix search on name or slug, and the orders in which tenants are listed
create index tenant_search on tenant using gin (name gin_trgm_ops, tenant gin_trgm_ops);
create index tenant_created_at on tenant (created_at desc, tenant);
create index tenant_updated_at on tenant (updated_at desc, tenant);
create index tenant_name on tenant (lower(name), tenant);
create index tenant_plan on tenant (plan_id, tenant);
create index tenant_subscription_state on tenant (subscription_state, created_at desc);

create table command_outcome (
    partition int not null,
    command_offset bigint not null,
    principal text not null,                 -- who asked: kind and subject id
    status int not null,                     -- HTTP status; accepted below 300
    body jsonb,                              -- sealed fields are null, secrets are left out
    at timestamptz not null,
    primary key (partition, command_offset)
);
create index command_outcome_at on command_outcome (partition, at);

-- A counter over all tenants has one row a partition, summed when read: partitions never wait for each other.
create table platform_total (
    counter text not null,
    partition int not null,
    value bigint not null,
    primary key (counter, partition)
);

create table dead_letter (
    id bigint generated always as identity primary key,
    projection text not null,
    partition int not null,
    record_offset bigint not null,           -- in the projection's topic
    tenant text not null,                    -- the record's key
    type text,
    reason text not null,
    payload bytea,
    at timestamptz not null,
    state text not null default 'parked' check (state in ('parked', 'retried', 'discarded')),
    unique (projection, partition, record_offset)
);
create index dead_letter_tenant on dead_letter (tenant, id);

-- Whose records a projection sets aside, in order, until an operator has dealt with the first of them.
create table parked_tenant (
    projection text not null,
    tenant text not null,
    partition int not null,
    since_position bigint not null,          -- the command whose record could not be applied
    primary key (projection, tenant, partition)
);
create index parked_tenant_partition on parked_tenant (projection, partition);

alter table projection_position enable row level security;
alter table projection_position force row level security;
alter table plan enable row level security;
alter table plan force row level security;
alter table tenant enable row level security;
alter table tenant force row level security;
alter table command_outcome enable row level security;
alter table command_outcome force row level security;
alter table platform_total enable row level security;
alter table platform_total force row level security;
alter table dead_letter enable row level security;
alter table dead_letter force row level security;
alter table parked_tenant enable row level security;
alter table parked_tenant force row level security;

-- One policy a role: an "or" in a policy would keep indexes from being used behind operators that are not leak-proof.
create policy projector on projection_position for all to q2o_projector using (true) with check (true);
create policy query on projection_position for select to q2o_query using (true);
create policy query_admin on projection_position for select to q2o_query_admin using (true);

create policy projector on plan for all to q2o_projector using (true) with check (true);
create policy query on plan for select to q2o_query using (true);
create policy query_admin on plan for select to q2o_query_admin using (true);

create policy projector on tenant for all to q2o_projector using (true) with check (true);
create policy query on tenant for select to q2o_query using (tenant = current_setting('app.tenant'));
create policy query_admin on tenant for select to q2o_query_admin using (true);

create policy projector on command_outcome for all to q2o_projector using (true) with check (true);
create policy query on command_outcome for select to q2o_query using (true);
create policy query_admin on command_outcome for select to q2o_query_admin using (true);

create policy projector on platform_total for all to q2o_projector using (true) with check (true);
create policy query on platform_total for select to q2o_query using (true);
create policy query_admin on platform_total for select to q2o_query_admin using (true);

create policy projector on dead_letter for all to q2o_projector using (true) with check (true);
create policy query on dead_letter for select to q2o_query using (tenant = current_setting('app.tenant'));
create policy query_admin on dead_letter for select to q2o_query_admin using (true);

create policy projector on parked_tenant for all to q2o_projector using (true) with check (true);
create policy query on parked_tenant for select to q2o_query using (tenant = current_setting('app.tenant'));
create policy query_admin on parked_tenant for select to q2o_query_admin using (true);

grant usage on schema public to q2o_projector, q2o_query, q2o_query_admin;
grant select, insert, update, delete
    on projection_position, plan, tenant, command_outcome, platform_total, dead_letter, parked_tenant
    to q2o_projector;
grant select
    on projection_position, plan, tenant, command_outcome, platform_total, parked_tenant
    to q2o_query, q2o_query_admin;
-- what could not be applied is the operators' business
grant select on dead_letter to q2o_query_admin;
-- query-api waits for the schema version it needs
grant select on flyway_schema_history to q2o_projector, q2o_query, q2o_query_admin;
