-- Also run as a plain script where there is no Flyway, again and again, so every statement puts up with what is there.
-- Only purge_bucket is indexed, and its value does not change when an execution ends: such an update stays within its
-- page (HOT). An index on blocked_until or expires_at would cost an index entry for every claim and every completion.
-- Times are milliseconds since the epoch.

create table if not exists ${table} (
    record_key varchar(255) collate "C" not null primary key,
    status char(1) not null,
    owner uuid not null,
    fencing_token bigint not null,
    attempt integer not null,
    payload_digest varchar(64),
    first_seen_at bigint not null,
    started_at bigint not null,
    blocked_until bigint not null,
    ended_at bigint,
    expires_at bigint not null,
    purge_bucket bigint not null,
    result_kind char(1) not null,
    result bytea,
    failure_type varchar(255),
    failure_message varchar(1000),
    failure_exhausted boolean
) with (fillfactor = 80);

create index if not exists ${purge_index} on ${table} (purge_bucket);
