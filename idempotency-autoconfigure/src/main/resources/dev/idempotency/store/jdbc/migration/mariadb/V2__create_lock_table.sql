-- Also run as a plain script where there is no Flyway, again and again, so every statement puts up with what is there.
-- A row per lock name that was ever used, since the next token must be greater than the last: a hundred bytes each. A row
-- whose lease_until has passed may be deleted at any time: the next token then comes from the clock, which is ahead of the
-- last one unless it was set back.
-- Times are microseconds since the epoch, as tokens are: a lease in milliseconds would end up to one of them early.

create table if not exists ${lock_table} (
    lock_name varchar(300) character set utf8mb4 collate utf8mb4_nopad_bin not null primary key,
    owner char(36) character set ascii collate ascii_bin not null,
    fencing_token bigint not null,
    acquired_at bigint not null,
    lease_until bigint not null
) engine = InnoDB row_format = dynamic;
