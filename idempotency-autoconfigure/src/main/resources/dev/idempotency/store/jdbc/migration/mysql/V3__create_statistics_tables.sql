-- Also run as a plain script where there is no Flyway, again and again, so every statement puts up with what is there.
-- What became of calls, in time slots of five minutes, an hour and a day, and which keys were called again. Rows are added
-- to by all nodes and removed when they are older than idempotency.statistics.retention; they may be deleted at any time.
-- slot_start is in seconds, last_hit_at in milliseconds since the epoch.

create table if not exists ${call_count_table} (
    namespace varchar(64) character set utf8mb4 collate utf8mb4_0900_bin not null,
    slot_seconds integer not null,
    slot_start bigint not null,
    task varchar(100) character set utf8mb4 collate utf8mb4_0900_bin not null,
    scope_name varchar(100) character set utf8mb4 collate utf8mb4_0900_bin not null,
    outcome varchar(20) character set utf8mb4 collate utf8mb4_0900_bin not null,
    calls bigint not null,
    primary key (namespace, slot_seconds, slot_start, task, scope_name, outcome)
) engine = InnoDB row_format = dynamic;

create table if not exists ${key_hit_table} (
    namespace varchar(64) character set utf8mb4 collate utf8mb4_0900_bin not null,
    slot_seconds integer not null,
    slot_start bigint not null,
    record_key varchar(255) character set utf8mb4 collate utf8mb4_0900_bin not null,
    task varchar(100) character set utf8mb4 collate utf8mb4_0900_bin not null,
    hits bigint not null,
    last_hit_at bigint not null,
    primary key (namespace, slot_seconds, slot_start, record_key),
    key ${key_hit_index} (record_key)
) engine = InnoDB row_format = dynamic;
