-- Plain SQL, for H2 and PostgreSQL alike.

create table job (
    id bigint generated always as identity primary key,
    title varchar(200) not null,
    status varchar(10) not null,
    due_at timestamp with time zone not null,
    closed_at timestamp with time zone
);

create index job_status_due_at on job (status, due_at);

-- Which executions a caller has been told of; the first to insert one is the first caller.
create table report_request (
    execution_id varchar(36) primary key,
    report_key varchar(2000) not null,
    requested_at timestamp with time zone default current_timestamp not null
);

create table report (
    execution_id varchar(36) primary key,
    format varchar(10) not null,
    content varchar(1000000) not null,
    generated_at timestamp with time zone default current_timestamp not null
);

create table alert_outbox (
    id bigint generated always as identity primary key,
    type varchar(100) not null,
    message varchar(1000) not null,
    created_at timestamp with time zone default current_timestamp not null
);

-- One row for each time that an effect happened. Nothing here is unique, on purpose.
create table effect (
    id bigint generated always as identity primary key,
    name varchar(100) not null,
    subject varchar(200) not null,
    happened_at timestamp with time zone default current_timestamp not null
);

create index effect_name on effect (name);
