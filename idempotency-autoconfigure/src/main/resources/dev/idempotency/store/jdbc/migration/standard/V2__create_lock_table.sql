-- The table of the locks, for a database that the library has no dialect for: to be adapted and run as V1 is, whose view of
-- the clock it needs. lock_name is of the type of record_key there; a row is left for every name that was used lately.
-- Times are microseconds since the epoch, as tokens are.

create table idempotency_lock (
    lock_name varchar(300) not null primary key,
    owner varchar(36) not null,
    fencing_token bigint not null,
    acquired_at bigint not null,
    lease_until bigint not null
);
