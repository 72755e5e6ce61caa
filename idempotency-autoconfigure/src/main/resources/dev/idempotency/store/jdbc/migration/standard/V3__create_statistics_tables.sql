-- The tables of the statistics, for a database that the library has no dialect for: to be adapted and run as V1 is.
-- record_key is of the type of record_key there.
-- slot_start is in seconds, last_hit_at in milliseconds since the epoch.

create table idempotency_call_count (
    namespace varchar(64) not null,
    slot_seconds integer not null,
    slot_start bigint not null,
    task varchar(100) not null,
    scope_name varchar(100) not null,
    outcome varchar(20) not null,
    calls bigint not null,
    primary key (namespace, slot_seconds, slot_start, task, scope_name, outcome)
);

create table idempotency_key_hit (
    namespace varchar(64) not null,
    slot_seconds integer not null,
    slot_start bigint not null,
    record_key varchar(255) not null,
    task varchar(100) not null,
    hits bigint not null,
    last_hit_at bigint not null,
    primary key (namespace, slot_seconds, slot_start, record_key)
);

create index idempotency_key_hit_key on idempotency_key_hit (record_key);
