alter table import_batch drop constraint import_batch_origin_check;
alter table import_batch add constraint import_batch_origin_check
    check (origin in ('command', 'upload', 'server_path', 'watched', 'sample'));

-- The sample data of an athlete: one set at a time, gone with its removal.
create table sample_set (
    athlete_id uuid primary key references athlete (id) on delete cascade,
    id uuid not null,
    kind text not null check (kind in ('runner', 'cyclist')),
    seed integer not null check (seed >= 0),
    ends_on date not null,
    days integer not null check (days > 0),
    -- Null until its files are written.
    batch_id uuid,
    -- What it brought besides activities: notes, weights, thresholds and fields of the profile, to be found again at its removal.
    brought jsonb not null default '{}',
    -- When the back-stop asks again, should nobody have gone on with it; null: nothing is left to do.
    next_run_at timestamptz default app.now() + interval '1 minute',
    error_code text,
    error_message text,
    created_at timestamptz not null default app.now()
);
create index sample_set_waiting_idx on sample_set (next_run_at) where next_run_at is not null;
call app.protect('sample_set');
call app.open_to_system('sample_set', 'select');
