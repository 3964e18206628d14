-- What an activity's streams say by themselves, before any threshold: recomputed only when the streams, the sport or the formulas change,
-- which is what content_rev, sport_family and calc_version are compared for. Day, permission and `counted` are the activity's own.
create table activity_analysis (
    athlete_id uuid not null,
    activity_id uuid not null,
    sport_family text not null,
    content_rev integer not null,
    calc_version text not null,
    metrics jsonb not null,
    -- The measures that have a histogram: which thresholds an activity can be judged by.
    channels text[] not null,
    -- Seconds by value (1 bpm, 1 W, 0.01 m/s): time in any zones follows from these without the streams.
    histograms bytea,
    computed_at timestamptz not null default app.now(),
    primary key (athlete_id, activity_id),
    foreign key (athlete_id, activity_id) references activity (athlete_id, id) on delete cascade
);
alter table activity_analysis alter column histograms set storage external;
call app.protect('activity_analysis');

-- Mean-maximal curves at the standard durations (fitness.rules.analysis_codec).
create table activity_curve (
    athlete_id uuid not null,
    activity_id uuid not null,
    measure text not null,
    content bytea not null,
    primary key (athlete_id, activity_id, measure),
    foreign key (athlete_id, activity_id) references activity_analysis (athlete_id, activity_id) on delete cascade
);
call app.protect('activity_curve');

-- The best window of an activity: over `target` metres the least seconds (measure distance), over `target` seconds the highest mean.
create table best_effort (
    athlete_id uuid not null,
    activity_id uuid not null,
    measure text not null,
    target double precision not null,
    value double precision not null,
    start_s double precision not null,
    end_s double precision not null,
    primary key (athlete_id, activity_id, measure, target),
    foreign key (athlete_id, activity_id) references activity_analysis (athlete_id, activity_id) on delete cascade
);
call app.protect('best_effort');

-- The analysis judged by the thresholds and zones of its day. Basis open: as judged without thresholds that were found in
-- restricted activities; only where that differs, and never for a restricted activity.
create table activity_judgement (
    athlete_id uuid not null,
    activity_id uuid not null,
    basis text not null default 'all' check (basis in ('all', 'open')),
    load double precision,
    load_method text,
    -- Why there is no load, and why the better methods were passed over: code and reason each.
    not_computable jsonb,
    passed_over jsonb not null,
    intensity double precision,
    zones jsonb not null,
    judged_by jsonb not null,
    calc_version text not null,
    input_hash bytea not null,
    judged_at timestamptz not null default app.now(),
    primary key (athlete_id, activity_id, basis),
    foreign key (athlete_id, activity_id) references activity (athlete_id, id) on delete cascade
);
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

-- From the first day with an activity to the last. Later days follow from the last row without writing (rest days), and ramp, monotony
-- and strain from these columns.
create table fitness_day (
    athlete_id uuid not null references athlete (id) on delete cascade,
    basis text not null check (basis in ('all', 'open')),
    local_on date not null,
    load double precision not null,
    is_partial boolean not null,
    fitness double precision not null,
    fatigue double precision not null,
    form double precision not null,
    calc_version text not null,
    primary key (athlete_id, basis, local_on)
);
call app.protect('fitness_day');
