-- A stretch of local days on which an athlete cannot train as usual. Health is in it: no feeder, no share and no model reads this table
-- but through what the athlete allowed.
create table profile_note (
    athlete_id uuid not null references athlete (id) on delete cascade,
    id uuid not null,
    kind text not null check (kind in ('injury', 'illness', 'travel')),
    from_on date not null,
    -- Null: it goes on.
    until_on date check (until_on >= from_on),
    severity text check (severity in ('mild', 'moderate', 'severe')),
    body_part text,
    note text,
    created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(),
    primary key (athlete_id, id),
    check (severity is null or kind <> 'travel'),
    check (body_part is null or kind = 'injury')
);
create index profile_note_by_day_idx on profile_note (athlete_id, from_on desc, id desc);
call app.protect('profile_note');

-- A circle around a place, a home for example, of which nothing is shown to others or sent to a service.
create table privacy_zone (
    athlete_id uuid not null references athlete (id) on delete cascade,
    id uuid not null,
    name text not null check (length(name) between 1 and 100),
    latitude_deg double precision not null check (latitude_deg between -90 and 90),
    longitude_deg double precision not null check (longitude_deg between -180 and 180),
    radius_m double precision not null check (radius_m > 0),
    created_at timestamptz not null default app.now(),
    primary key (athlete_id, id)
);
call app.protect('privacy_zone');
