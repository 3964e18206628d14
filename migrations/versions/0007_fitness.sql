-- What an activity's streams say by themselves, before any threshold: recomputed only when the streams or the formulas change.
create table activity_analysis (
    athlete_id uuid not null,
    activity_id uuid not null,
    calc_version text not null,
    input_hash bytea not null,
    metrics jsonb not null,
    -- Seconds by value (1 bpm, 1 W, 0.01 m/s): time in any zones follows from these without the streams.
    histograms bytea,
    computed_at timestamptz not null default app.now(),
    primary key (athlete_id, activity_id),
    foreign key (athlete_id, activity_id) references activity (athlete_id, id) on delete cascade
);
call app.protect('activity_analysis');

-- Mean-maximal curves at the standard durations, int32 fixed point, zstd.
create table activity_curve (
    athlete_id uuid not null,
    activity_id uuid not null,
    kind text not null,
    sport_family text not null,
    local_on date not null,
    durations_version integer not null,
    content bytea not null,
    primary key (athlete_id, activity_id, kind),
    foreign key (athlete_id, activity_id) references activity (athlete_id, id) on delete cascade
);
create index activity_curve_by_day_idx on activity_curve (athlete_id, kind, sport_family, local_on);
call app.protect('activity_curve');

create table best_effort (
    athlete_id uuid not null,
    activity_id uuid not null,
    kind text not null,
    target double precision not null,
    sport_family text not null,
    local_on date not null,
    value double precision not null,
    start_s double precision not null,
    end_s double precision not null,
    primary key (athlete_id, activity_id, kind, target),
    foreign key (athlete_id, activity_id) references activity (athlete_id, id) on delete cascade
);
create index best_effort_record_idx on best_effort (athlete_id, sport_family, kind, target, value);
call app.protect('best_effort');

-- The analysis judged by the thresholds and zones of its day.
create table activity_judgement (
    athlete_id uuid not null,
    activity_id uuid not null,
    basis text not null default 'all' check (basis in ('all', 'open')),
    local_on date not null,
    sport_family text not null,
    load double precision,
    load_method text,
    not_computable jsonb,
    intensity double precision,
    zones jsonb not null,
    judged_by jsonb not null,
    calc_version text not null,
    input_hash bytea not null,
    judged_at timestamptz not null default app.now(),
    primary key (athlete_id, activity_id, basis),
    foreign key (athlete_id, activity_id) references activity (athlete_id, id) on delete cascade
);
create index activity_judgement_by_day_idx on activity_judgement (athlete_id, basis, local_on);
call app.protect('activity_judgement');

create table daily_load (
    athlete_id uuid not null references athlete (id) on delete cascade,
    basis text not null check (basis in ('all', 'open')),
    local_on date not null,
    load double precision not null,
    activity_count integer not null,
    uncomputed_count integer not null,
    duration_s double precision not null,
    distance_m double precision not null,
    ascent_m double precision not null,
    primary key (athlete_id, basis, local_on)
);
call app.protect('daily_load');

create table fitness_day (
    athlete_id uuid not null references athlete (id) on delete cascade,
    basis text not null check (basis in ('all', 'open')),
    local_on date not null,
    load double precision not null,
    is_partial boolean not null,
    fitness double precision not null,
    fatigue double precision not null,
    form double precision not null,
    ramp double precision,
    monotony double precision,
    strain double precision,
    calc_version text not null,
    primary key (athlete_id, basis, local_on)
);
call app.protect('fitness_day');

create table threshold_proposal (
    athlete_id uuid not null references athlete (id) on delete cascade,
    id uuid not null,
    sport_family text not null,
    kind text not null,
    value double precision not null,
    method text not null,
    evidence jsonb not null,
    valid_from date not null,
    status text not null default 'open' check (status in ('open', 'accepted', 'dismissed', 'superseded')),
    found_at timestamptz not null default app.now(),
    decided_at timestamptz,
    primary key (athlete_id, id)
);
create index threshold_proposal_open_idx on threshold_proposal (athlete_id, sport_family, kind) where status = 'open';
call app.protect('threshold_proposal');
