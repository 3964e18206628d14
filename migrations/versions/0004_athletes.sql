-- One row an athlete, made by the first write; until then every column has its default.
create table athlete_profile (
    athlete_id uuid primary key references athlete (id) on delete cascade,
    display_name text,
    birth_year smallint,
    sex text check (sex in ('female', 'male')),
    height_cm double precision check (height_cm > 0),
    time_zone text not null default 'UTC',
    -- An import may set the zone from its positions as long as nobody has chosen one.
    time_zone_source text not null default 'default' check (time_zone_source in ('default', 'import', 'athlete')),
    units text not null default 'metric' check (units in ('metric', 'imperial')),
    week_starts_on text not null default 'monday' check (week_starts_on in ('monday', 'saturday', 'sunday')),
    weekly_distance_m double precision check (weekly_distance_m >= 0),
    weekly_duration_s integer check (weekly_duration_s >= 0),
    days_per_week smallint check (days_per_week between 0 and 7),
    -- Monday first; null = the athlete has not said, 0 = no time on that day.
    minutes_available smallint[] check (cardinality(minutes_available) = 7),
    easy_speed_mps double precision check (easy_speed_mps > 0),
    revision bigint not null default 0,
    updated_at timestamptz not null default app.now()
);
call app.protect('athlete_profile');

create table weight_measurement (
    athlete_id uuid not null references athlete (id) on delete cascade,
    measured_on date not null,
    weight_kg double precision not null check (weight_kg > 0),
    source text not null check (source in ('athlete', 'imported')),
    primary key (athlete_id, measured_on)
);
call app.protect('weight_measurement');

create table threshold (
    athlete_id uuid not null references athlete (id) on delete cascade,
    id uuid not null,
    sport_family text not null,
    kind text not null,
    value double precision not null check (value > 0),
    valid_from date not null,
    source text not null check (source in ('athlete', 'detected', 'imported')),
    is_confirmed boolean not null,
    -- A dismissed value serves nobody; its row stays so that the same evidence does not bring it back.
    dismissed_at timestamptz,
    evidence jsonb not null default '{}',
    created_at timestamptz not null default app.now(),
    primary key (athlete_id, id),
    unique (athlete_id, sport_family, kind, valid_from, source),
    check (is_confirmed or source <> 'athlete'),
    check (dismissed_at is null or not is_confirmed)
);
create index threshold_by_day_idx on threshold (athlete_id, valid_from, id);
call app.protect('threshold');

create table zone_set (
    athlete_id uuid not null references athlete (id) on delete cascade,
    id uuid not null,
    sport_family text not null,
    kind text not null check (kind in ('heart_rate', 'power', 'pace')),
    scheme text not null,
    -- bpm, W or m/s by kind; zone k begins at the k-th.
    custom_lower_bounds double precision[],
    valid_from date not null,
    primary key (athlete_id, id),
    unique (athlete_id, sport_family, kind, valid_from),
    check ((scheme = 'custom') = (custom_lower_bounds is not null))
);
call app.protect('zone_set');
