-- What is needed to apply a record later: its headers beside its value. A record that is dealt with leaves the table; who
-- ordered that stands in the log.
alter table dead_letter add column headers bytea;        -- as JSON; null = set aside before they were kept
alter table dead_letter add column event_id text;
alter table dead_letter add column position bigint;      -- the command whose record it is
alter table dead_letter drop column state;
drop index dead_letter_tenant;
create index dead_letter_tenant on dead_letter (projection, partition, tenant, record_offset);

-- Records of these projections stand alone: none waits for another one.
alter table parked_tenant no force row level security;
delete from parked_tenant where projection in ('outcomes', 'sightings');
alter table parked_tenant force row level security;
