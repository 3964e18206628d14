-- One request to import, worked off in slices. Whoever works on it holds the lease, and writes only while `lease_token` is still its own.
create table import_batch (
    athlete_id uuid not null references athlete (id) on delete cascade,
    id uuid not null,
    origin text not null check (origin in ('command', 'upload', 'server_path', 'watched')),
    label text not null,
    status text not null default 'queued'
        check (status in ('queued', 'listing', 'running', 'completed', 'cancelled', 'failed', 'rolled_back')),
    cancel_requested boolean not null default false,
    restore_deleted boolean not null default false,
    imported_count integer not null default 0,
    duplicate_count integer not null default 0,
    skipped_count integer not null default 0,
    failed_count integer not null default 0,
    total_count integer not null default 0,
    error_code text,
    error_message text,
    -- Slices begun since the last progress: what kills its process again and again is given up.
    attempts integer not null default 0,
    lease_token bigint not null default 0,
    lease_until timestamptz,
    -- Boot, process namespace, process and its start: on the same machine a dead holder is seen at once.
    lease_holder text,
    -- Null: nobody but the command that made it goes on with it.
    next_run_at timestamptz,
    -- Time spent on items, pauses left out: what the forecast is made of.
    worked_s double precision not null default 0,
    created_at timestamptz not null default app.now(),
    started_at timestamptz,
    finished_at timestamptz,
    primary key (athlete_id, id)
);
create index import_batch_open_idx on import_batch (next_run_at) where status in ('queued', 'listing', 'running');
call app.protect('import_batch');
call app.open_to_system('import_batch', 'select');

-- One thing handed in: a path on this machine or an uploaded blob; a folder or an archive is listed into items.
create table import_origin (
    athlete_id uuid not null,
    batch_id uuid not null,
    origin_no integer not null,
    -- A zip found in a folder is an origin of its own.
    found_in integer,
    path text not null,
    sha256 bytea,
    kind text check (kind in ('file', 'folder', 'archive')),
    listed_at timestamptz,
    primary key (athlete_id, batch_id, origin_no),
    unique (athlete_id, batch_id, found_in, path),
    foreign key (athlete_id, batch_id) references import_batch (athlete_id, id) on delete cascade,
    foreign key (athlete_id, sha256) references blob (athlete_id, sha256)
);
create index import_origin_blob_idx on import_origin (athlete_id, sha256) where sha256 is not null;
call app.protect('import_origin');

create table import_item (
    athlete_id uuid not null,
    batch_id uuid not null,
    item_no integer not null,
    origin_no integer not null,
    -- What people see; `member` is how the origin finds the bytes again, empty for the origin itself.
    path text not null,
    member text not null,
    attempts integer not null default 0,
    outcome text check (outcome in ('imported', 'duplicate', 'skipped', 'failed')),
    code text,
    reason text,
    activity_ids uuid[] not null default '{}',
    flaws jsonb not null default '[]',
    done_at timestamptz,
    primary key (athlete_id, batch_id, item_no),
    unique (athlete_id, batch_id, origin_no, member),
    foreign key (athlete_id, batch_id, origin_no) references import_origin (athlete_id, batch_id, origin_no) on delete cascade
);
create index import_item_waiting_idx on import_item (athlete_id, batch_id, item_no) where outcome is null;
call app.protect('import_item');

create table watched_folder (
    athlete_id uuid not null references athlete (id) on delete cascade,
    id uuid not null,
    path text not null,
    created_at timestamptz not null default app.now(),
    -- Why the last scan could not read the folder.
    problem text,
    primary key (athlete_id, id),
    unique (athlete_id, path)
);
call app.protect('watched_folder');
call app.open_to_system('watched_folder', 'select');

-- What a scan saw of a file. Seen twice alike it becomes part of a batch, and is not read again while it stays as it is.
create table watched_file (
    athlete_id uuid not null,
    folder_id uuid not null,
    path text not null,
    size_bytes bigint not null,
    modified_ns bigint not null,
    batch_id uuid,
    primary key (athlete_id, folder_id, path),
    foreign key (athlete_id, folder_id) references watched_folder (athlete_id, id) on delete cascade
);
call app.protect('watched_file');

-- An answer to a request with an Idempotency-Key, kept for a day.
create table idempotent_answer (
    athlete_id uuid not null references athlete (id) on delete cascade,
    key text not null check (length(key) between 1 and 200),
    request_hash bytea not null,
    status integer not null,
    body bytea not null,
    created_at timestamptz not null default app.now(),
    primary key (athlete_id, key)
);
create index idempotent_answer_age_idx on idempotent_answer (athlete_id, created_at);
call app.protect('idempotent_answer');
call app.open_to_system('idempotent_answer', 'select, delete');
