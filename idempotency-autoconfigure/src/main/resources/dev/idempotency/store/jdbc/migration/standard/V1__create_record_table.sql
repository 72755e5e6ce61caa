-- The table for a database that the library has no dialect for. Nobody runs this for you: adapt it, and run it or give it
-- to your own migrations, with idempotency.jdbc.table-prefix in the place of idempotency_. As it stands it is standard SQL.
--
--                        standard SQL   Oracle                            SQL Server
--   record_key           varchar(255)   varchar2(255 char)                nvarchar(255) collate Latin1_General_100_BIN2
--   other texts          varchar(n)     varchar2(n char)                  nvarchar(n)
--   bigint               bigint         number(19)                        bigint
--   result               blob           blob                              varbinary(max)
--   the clock            see below      see below                         see below
--
-- Two keys that differ in anything, upper and lower case included, are two keys: record_key needs a collation that compares
-- every character. SQL Server ignores spaces at the end in every collation; a key for which that matters is refused with
-- an error. There, set READ_COMMITTED_SNAPSHOT ON, or a duplicate waits for the transaction that is completing its original.
-- Times are milliseconds since the epoch.

create table idempotency_record (
    record_key varchar(255) not null primary key,
    status char(1) not null,
    owner varchar(36) not null,
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
    failure_exhausted smallint
);

create index idempotency_record_purge_bucket on idempotency_record (purge_bucket);

-- The database's clock as one row: microseconds since the epoch, in UTC, never the time of day of some session's zone. It
-- should go on within a transaction (that of Oracle and SQL Server does), or a record lives by as much less as its
-- transaction was long.
--
-- Oracle:
--   create view idempotency_clock (micros) as
--   select extract(day from age) * 86400000000 + extract(hour from age) * 3600000000
--       + extract(minute from age) * 60000000 + round(extract(second from age) * 1000000)
--   from (select sys_extract_utc(systimestamp) - timestamp '1970-01-01 00:00:00' as age from dual);
-- SQL Server:
--   create view idempotency_clock (micros) as
--   select datediff_big(microsecond, '1970-01-01', sysutcdatetime());

create view idempotency_clock (micros) as
select cast(extract(day from age) as bigint) * 86400000000
    + cast(extract(hour from age) as bigint) * 3600000000
    + cast(extract(minute from age) as bigint) * 60000000
    + cast(extract(second from age) * 1000000 as bigint)
from (
    select (current_timestamp - cast('1970-01-01 00:00:00+00:00' as timestamp with time zone)) day(9) to second(6) as age
    from (values (0)) as one_row (nothing)
) as since_epoch;
