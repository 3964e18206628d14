create schema app;
create schema jobs;

-- The role names are those of this server; functions and later revisions ask here.
do $$
begin
    execute format('create function app.app_role() returns name language sql immutable as %L',
                   format('select %L::name', current_setting('app.app_role')));
    execute format('create function app.system_role() returns text language sql immutable as %L',
                   format('select %L::text', current_setting('app.system_role')));
    execute format('alter database %I set search_path = public, jobs', current_database());
    execute format('grant usage on schema app, jobs, public to %I, %I', app.app_role(), app.system_role());
end
$$;
set local search_path = public, jobs;

create function app.athlete() returns uuid language sql stable
    as $$ select nullif(current_setting('app.athlete_id', true), '')::uuid $$;

-- The clock of every statement: real time, plus an offset that only tests set.
create function app.now() returns timestamptz language sql volatile
    as $$ select clock_timestamp() + coalesce(nullif(current_setting('app.clock_offset', true), '')::interval, interval '0') $$;

-- One call makes a table an athlete's: forced row-level security, its policy, and the app role's rights.
create procedure app.protect(athlete_table regclass) language plpgsql as $$
begin
    execute format('alter table %s enable row level security', athlete_table);
    execute format('alter table %s force row level security', athlete_table);
    execute format('create policy own_rows on %s using (athlete_id = (select app.athlete()))
                    with check (athlete_id = (select app.athlete()))', athlete_table);
    execute format('grant select, insert, update, delete on %s to %I', athlete_table, app.app_role());
end
$$;

-- Lets the second door see across athletes, for the named rights only.
create procedure app.open_to_system(any_table regclass, rights text) language plpgsql as $$
begin
    if (select relrowsecurity from pg_class where oid = any_table) then
        execute format('create policy system_rows on %s to %I using (true) with check (true)', any_table, app.system_role());
    end if;
    execute format('grant %s on %s to %I', rights, any_table, app.system_role());
end
$$;

create table athlete (
    id uuid primary key,
    created_at timestamptz not null default app.now(),
    is_sample boolean not null default false
);
alter table athlete enable row level security;
alter table athlete force row level security;
create policy own_rows on athlete using (id = (select app.athlete())) with check (id = (select app.athlete()));
do $$ begin execute format('grant select on athlete to %I', app.app_role()); end $$;
call app.open_to_system('athlete', 'select, insert, update, delete');

create table athlete_revision (
    athlete_id uuid primary key references athlete (id) on delete cascade,
    data_rev bigint not null default 1
);
call app.protect('athlete_revision');
call app.open_to_system('athlete_revision', 'select, insert');

-- What ran, when and why. A plain insert is a request to run.
create table scheduled_tasks (
    id bigint generated always as identity primary key,
    function_name text not null check (length(function_name) between 1 and 100),
    scheduled_time timestamptz not null default app.now(),
    status text not null default 'pending' check (status in ('pending', 'running', 'completed', 'failed')),
    attempts integer not null default 0,
    started_at timestamptz,
    finished_at timestamptz,
    duration_ms integer,
    result jsonb,
    error jsonb,
    seen_at timestamptz,
    requested_by text not null default 'sql'
);
create index scheduled_tasks_due_idx on scheduled_tasks (scheduled_time) where status in ('pending', 'running');
create index scheduled_tasks_name_idx on scheduled_tasks (function_name, scheduled_time desc);
call app.open_to_system('scheduled_tasks', 'select, insert, update, delete');

-- What a subscriber of an event still has to bring up to date, and from which local day on.
create table dirty_mark (
    athlete_id uuid not null references athlete (id) on delete cascade,
    subject text not null,
    earliest_on date not null,
    mark_no bigint not null default 1,
    marked_at timestamptz not null default app.now(),
    primary key (athlete_id, subject)
);
call app.protect('dirty_mark');
call app.open_to_system('dirty_mark', 'select');
