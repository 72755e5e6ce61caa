-- Also run as a plain script where there is no Flyway, again and again, so every statement puts up with what is there.
-- Times are milliseconds since the epoch. A blob, because a varbinary of H2 ends at one megabyte.

create table if not exists ${table} (
    record_key varchar(255) not null primary key,
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
    result blob,
    failure_type varchar(255),
    failure_message varchar(1000),
    failure_exhausted boolean
);

create index if not exists ${purge_index} on ${table} (purge_bucket);
