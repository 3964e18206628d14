-- Content-addressed bytes of one athlete, in chunks, so that neither end ever holds a whole archive in memory.
create table blob (
    athlete_id uuid not null references athlete (id) on delete cascade,
    sha256 bytea not null check (length(sha256) = 32),
    size_bytes bigint not null,
    encoding text not null check (encoding in ('raw', 'zstd')),
    created_at timestamptz not null default app.now(),
    primary key (athlete_id, sha256)
);
create table blob_chunk (
    athlete_id uuid not null,
    sha256 bytea not null,
    chunk_no integer not null,
    content bytea not null,
    primary key (athlete_id, sha256, chunk_no),
    foreign key (athlete_id, sha256) references blob (athlete_id, sha256) on delete cascade
);
alter table blob_chunk alter column content set storage external;
call app.protect('blob');
call app.protect('blob_chunk');

create table gear (
    athlete_id uuid not null references athlete (id) on delete cascade,
    id uuid not null,
    kind text not null check (kind in ('bike', 'shoes', 'other')),
    name text not null check (length(name) between 1 and 200),
    brand text,
    model text,
    is_retired boolean not null default false,
    initial_distance_m double precision not null default 0,
    source text not null default 'athlete',
    source_id text,
    created_at timestamptz not null default app.now(),
    primary key (athlete_id, id),
    unique (athlete_id, source, source_id)
);
call app.protect('gear');

-- The projection: primary source merged with the athlete's overrides. Only activities.projection writes it.
create table activity (
    athlete_id uuid not null references athlete (id) on delete cascade,
    id uuid not null,
    parent_id uuid,
    leg_no integer,
    primary_source_id uuid,
    -- Which ranges and channels of which sources make its streams; null = all of the primary source.
    composition jsonb,
    -- Facts and measured values of the composition, by which the projection replaces those of the primary source.
    composed jsonb,
    duplicate_of uuid,
    name text not null,
    description text,
    private_note text,
    sport text not null,
    sport_family text not null,
    sport_raw text,
    started_at timestamptz not null,
    utc_offset_s integer not null,
    time_zone text,
    time_zone_source text not null check (time_zone_source in ('position', 'device', 'provider', 'athlete')),
    local_on date not null,
    elapsed_s double precision not null,
    moving_s double precision,
    timer_s double precision,
    distance_m double precision,
    ascent_m double precision,
    descent_m double precision,
    average_speed_mps double precision,
    max_speed_mps double precision,
    average_heart_rate_bpm double precision,
    max_heart_rate_bpm double precision,
    average_power_w double precision,
    max_power_w double precision,
    weighted_power_w double precision,
    energy_kj double precision,
    average_cadence_rpm double precision,
    average_temperature_c double precision,
    calories_kcal double precision,
    perceived_exertion double precision,
    start_latitude_deg double precision,
    start_longitude_deg double precision,
    end_latitude_deg double precision,
    end_longitude_deg double precision,
    polyline text,
    place jsonb,
    is_trainer boolean not null default false,
    is_commute boolean not null default false,
    is_manual boolean not null default false,
    is_race boolean not null default false,
    is_excluded boolean not null default false,
    is_multi_sport boolean not null default false,
    workout_type text,
    gear_id uuid,
    device text,
    channels text[] not null default '{}',
    sample_count integer not null default 0,
    flaws jsonb not null default '[]',
    permission text not null default 'open' check (permission in ('open', 'restricted')),
    -- The one definition of what totals, loads and records are made of.
    counted boolean not null generated always as
        (deleted_at is null and not is_excluded and not is_multi_sport and duplicate_of is null) stored,
    -- Raised when the streams or what they are made of change: the revision in a stream's address.
    content_rev integer not null default 1,
    deleted_at timestamptz,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    primary key (athlete_id, id),
    foreign key (athlete_id, parent_id) references activity (athlete_id, id) on delete cascade,
    foreign key (athlete_id, duplicate_of) references activity (athlete_id, id) on delete set null (duplicate_of),
    foreign key (athlete_id, gear_id) references gear (athlete_id, id) on delete set null (gear_id)
);
create index activity_by_start_idx on activity (athlete_id, started_at desc, id desc) where deleted_at is null;
create index activity_by_day_idx on activity (athlete_id, local_on) where counted;
create index activity_parent_idx on activity (athlete_id, parent_id) where parent_id is not null;
call app.protect('activity');

create table activity_source (
    athlete_id uuid not null references athlete (id) on delete cascade,
    id uuid not null,
    activity_id uuid not null,
    source text not null check (source in ('file', 'archive', 'manual', 'strava_api', 'intervals_api', 'demo')),
    -- file: SHA-256 in hex, then # and the number of the activity and leg in it; archive and services: the provider's id.
    source_id text not null,
    sha256 bytea,
    file_name text,
    file_format text,
    device_serial text,
    device_created_at timestamptz,
    batch_id uuid,
    obtained_at timestamptz not null default app.now(),
    expires_at timestamptz,
    upstream_state text not null default 'present' check (upstream_state in ('present', 'gone', 'expired')),
    permission text not null default 'open' check (permission in ('open', 'restricted')),
    -- What the source itself says, as activities.schemas.SourceFacts writes it: totals, laps, pauses, names.
    facts jsonb not null,
    -- What we measured in its streams (activities.schemas.Measured), so that a projection reads no stream.
    measured jsonb not null default '{}',
    primary key (athlete_id, id),
    unique (athlete_id, source, source_id),
    foreign key (athlete_id, activity_id) references activity (athlete_id, id) on delete cascade,
    foreign key (athlete_id, sha256) references blob (athlete_id, sha256)
);
create index activity_source_activity_idx on activity_source (athlete_id, activity_id);
create index activity_source_sha_idx on activity_source (athlete_id, sha256) where sha256 is not null;
create index activity_source_device_idx on activity_source (athlete_id, device_serial, device_created_at) where device_serial is not null;
create index activity_source_batch_idx on activity_source (athlete_id, batch_id) where batch_id is not null;
call app.protect('activity_source');
alter table activity add foreign key (athlete_id, primary_source_id) references activity_source (athlete_id, id)
    on delete set null (primary_source_id) deferrable initially deferred;

-- One channel of one source: fixed point, delta, zstd (activities.rules.stream_codec). `at` is the time base all others share.
create table stream (
    athlete_id uuid not null,
    source_id uuid not null,
    channel text not null,
    unit text,
    sample_count integer not null,
    content bytea not null,
    primary key (athlete_id, source_id, channel),
    foreign key (athlete_id, source_id) references activity_source (athlete_id, id) on delete cascade
);
alter table stream alter column content set storage external;
call app.protect('stream');

create table activity_override (
    athlete_id uuid not null,
    activity_id uuid not null,
    field text not null,
    value jsonb not null,
    set_at timestamptz not null default app.now(),
    set_by text not null,
    primary key (athlete_id, activity_id, field),
    foreign key (athlete_id, activity_id) references activity (athlete_id, id) on delete cascade
);
call app.protect('activity_override');

-- Every change an athlete made, with what it takes to undo it.
create table activity_edit (
    athlete_id uuid not null references athlete (id) on delete cascade,
    id uuid not null,
    kind text not null,
    activity_ids uuid[] not null,
    before jsonb not null,
    after jsonb not null,
    made_by text not null,
    made_at timestamptz not null default app.now(),
    undone_at timestamptz,
    primary key (athlete_id, id)
);
create index activity_edit_recent_idx on activity_edit (athlete_id, made_at desc);
call app.protect('activity_edit');

-- What was deleted, so that no sync and no re-import brings it back unasked.
create table activity_tombstone (
    athlete_id uuid not null references athlete (id) on delete cascade,
    source text not null,
    source_id text not null,
    sha256 bytea,
    device_serial text,
    device_created_at timestamptz,
    activity_id uuid not null,
    deleted_at timestamptz not null default app.now(),
    event_at timestamptz not null default app.now(),
    primary key (athlete_id, source, source_id)
);
create index activity_tombstone_sha_idx on activity_tombstone (athlete_id, sha256) where sha256 is not null;
create index activity_tombstone_device_idx on activity_tombstone (athlete_id, device_serial, device_created_at)
    where device_serial is not null;
call app.protect('activity_tombstone');

-- A probable duplicate and what the athlete said of it. The later one of an open pair does not count.
create table activity_duplicate (
    athlete_id uuid not null,
    activity_id uuid not null,
    other_id uuid not null,
    evidence jsonb not null,
    status text not null default 'open' check (status in ('open', 'linked', 'kept_both')),
    found_at timestamptz not null default app.now(),
    decided_at timestamptz,
    primary key (athlete_id, activity_id, other_id),
    foreign key (athlete_id, activity_id) references activity (athlete_id, id) on delete cascade,
    foreign key (athlete_id, other_id) references activity (athlete_id, id) on delete cascade
);
create index activity_duplicate_open_idx on activity_duplicate (athlete_id, found_at) where status = 'open';
call app.protect('activity_duplicate');
