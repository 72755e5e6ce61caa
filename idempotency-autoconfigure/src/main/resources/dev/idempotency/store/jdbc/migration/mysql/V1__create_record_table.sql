-- Also run as a plain script where there is no Flyway, again and again, so every statement puts up with what is there.
-- The keys' collation compares every byte and pads nothing: 'A', 'a' and 'a ' are three keys.
-- Only purge_bucket is indexed, and its value does not change when an execution ends.
-- Times are milliseconds since the epoch.

create table if not exists ${table} (
    record_key varchar(255) character set utf8mb4 collate utf8mb4_0900_bin not null primary key,
    status char(1) character set ascii collate ascii_bin not null,
    owner char(36) character set ascii collate ascii_bin not null,
    fencing_token bigint not null,
    attempt integer not null,
    payload_digest varchar(64) character set utf8mb4 collate utf8mb4_bin,
    first_seen_at bigint not null,
    started_at bigint not null,
    blocked_until bigint not null,
    ended_at bigint,
    expires_at bigint not null,
    purge_bucket bigint not null,
    result_kind char(1) character set ascii collate ascii_bin not null,
    result longblob,
    failure_type varchar(255) character set utf8mb4 collate utf8mb4_bin,
    failure_message varchar(1000) character set utf8mb4 collate utf8mb4_bin,
    failure_exhausted boolean,
    key ${purge_index} (purge_bucket)
) engine = InnoDB row_format = dynamic;
