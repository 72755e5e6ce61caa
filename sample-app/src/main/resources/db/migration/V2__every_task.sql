-- Messages of every kind, where no mail server is set.
create table outbox (
    id bigint generated always as identity primary key,
    recipient varchar(254) not null,
    subject varchar(300) not null,
    content varchar(10000) not null,
    created_at timestamp with time zone default current_timestamp not null
);

insert into outbox (recipient, subject, content, created_at)
select 'on-call@facility.example', 'Alert: ' || type, message, created_at from alert_outbox;

drop table alert_outbox;

-- Which executions a caller has been told of, of any task that goes on in the background.
create table work_request (
    execution_id varchar(36) primary key,
    task varchar(100) not null,
    task_key varchar(2000) not null,
    requested_at timestamp with time zone default current_timestamp not null
);

insert into work_request (execution_id, task, task_key, requested_at)
select execution_id, 'ReportService.generate', report_key, requested_at from report_request;

drop table report_request;

create table ticket (
    id bigint generated always as identity primary key,
    title varchar(200) not null,
    status varchar(10) not null,
    opened_at timestamp with time zone not null,
    level int default 0 not null,
    escalated_on date
);

create index ticket_status_opened_at on ticket (status, opened_at);

create table maintenance_schedule (
    id bigint generated always as identity primary key,
    asset varchar(100) not null,
    title varchar(200) not null,
    begins_at time not null,
    ends_at time not null
);

create index maintenance_schedule_asset on maintenance_schedule (asset);

insert into maintenance_schedule (asset, title, begins_at, ends_at) values
    ('Lift 1', 'Check the brakes', time '08:00:00', time '09:00:00'),
    ('Boiler', 'Read the pressure', time '10:00:00', time '10:30:00');

create table maintenance_job (
    id bigint generated always as identity primary key,
    schedule_id bigint not null references maintenance_schedule (id),
    planned_for date not null
);

create index maintenance_job_schedule on maintenance_job (schedule_id, planned_for);

-- Not unique on employee and month, as a real one would be as well: see Payslips.
create table payslip (
    execution_id varchar(36) primary key,
    employee varchar(50) not null,
    pay_month varchar(7) not null,
    paid_at timestamp with time zone default current_timestamp not null
);

create table field_event (
    id bigint generated always as identity primary key,
    event_id varchar(200) not null,
    event_type varchar(100) not null,
    occurred_at timestamp with time zone not null,
    payload varchar(1000000) not null,
    received_at timestamp with time zone default current_timestamp not null
);

create table processed_file (
    execution_id varchar(36) primary key,
    fingerprint varchar(100) not null,
    header varchar(1000000) not null,
    data_rows int not null,
    file_name varchar(200) not null,
    uploaded_by varchar(100) not null,
    processed_at timestamp with time zone default current_timestamp not null
);

create table activity_log (
    id bigint generated always as identity primary key,
    entry varchar(200) not null,
    logged_at timestamp with time zone default current_timestamp not null
);

insert into activity_log (entry, logged_at) values
    ('Door 4 opened', current_timestamp - interval '90' day),
    ('Door 4 closed', current_timestamp - interval '60' day),
    ('Door 5 opened', current_timestamp);

create table access_token (
    id bigint generated always as identity primary key,
    owner varchar(100) not null,
    expires_at timestamp with time zone not null
);

insert into access_token (owner, expires_at) values
    ('contractor-17', current_timestamp - interval '1' day),
    ('gate-camera', current_timestamp + interval '3' day),
    ('head-office', current_timestamp + interval '300' day);

create table check_in (
    id bigint generated always as identity primary key,
    person varchar(100) not null,
    checked_in_at timestamp with time zone not null
);
