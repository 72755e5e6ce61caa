-- Also run as a plain script where there is no Flyway, again and again, so every statement puts up with what is there.
-- What became of calls, in time slots of five minutes, an hour and a day, and which keys were called again. Rows are added
-- to by all nodes and removed when they are older than idempotency.statistics.retention; they may be deleted at any time.
-- slot_start is in seconds, last_hit_at in milliseconds since the epoch.

create table if not exists ${call_count_table} (
    namespace varchar(64) collate "C" not null,
    slot_seconds integer not null,
    slot_start bigint not null,
    task varchar(100) collate "C" not null,
    scope_name varchar(100) collate "C" not null,
    outcome varchar(20) collate "C" not null,
    calls bigint not null,
    primary key (namespace, slot_seconds, slot_start, task, scope_name, outcome)
) with (fillfactor = 80);

create table if not exists ${key_hit_table} (
    namespace varchar(64) collate "C" not null,
    slot_seconds integer not null,
    slot_start bigint not null,
    record_key varchar(255) collate "C" not null,
    task varchar(100) collate "C" not null,
    hits bigint not null,
    last_hit_at bigint not null,
    primary key (namespace, slot_seconds, slot_start, record_key)
) with (fillfactor = 80);

create index if not exists ${key_hit_index} on ${key_hit_table} (record_key);
