-- The tables of registered schedules, for a database that the library has no dialect for: to be adapted and run as V1 is.
-- The schedules that are registered while an application runs, and how often those of a namespace were changed. The
-- identity is a digest of what a schedule does and when: it is there once, whatever it is named. Times are in milliseconds
-- since the epoch.

create table idempotency_schedule_version (
    namespace varchar(64) not null,
    version bigint not null,
    primary key (namespace)
);

create table idempotency_schedule (
    namespace varchar(64) not null,
    schedule_name varchar(100) not null,
    schedule_identity varchar(64) not null,
    task varchar(100) not null,
    timing varchar(255) not null,
    zone_id varchar(100),
    resource_name varchar(100),
    tenant varchar(100),
    valid_from bigint,
    valid_until bigint,
    expected_duration bigint,
    registered_at bigint not null,
    registered_version bigint not null,
    last_fire_at bigint,
    executions bigint not null,
    primary key (namespace, schedule_name),
    constraint idempotency_schedule_identity unique (namespace, schedule_identity)
);
