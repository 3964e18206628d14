-- The upper envelope of the curves of a sport's counted activities in a local month (fitness.rules.curves), so that years are read as
-- months. A row stands for exactly the activities its input_hash names and serves no others; whatever has no such row is combined
-- from activity_curve. Basis open only where a month holds something restricted. The rows of a month and basis are written together.
create table curve_month (
    athlete_id uuid not null references athlete (id) on delete cascade,
    sport_family text not null,
    begins_on date not null check (extract(day from begins_on) = 1),
    basis text not null check (basis in ('all', 'open')),
    measure text not null,
    calc_version text not null,
    input_hash bytea not null,
    -- As in activity_curve; empty when no activity of the month has the measure.
    content bytea not null,
    -- zstd of the id of the activity that holds each point, 16 bytes each.
    holders bytea not null,
    primary key (athlete_id, sport_family, measure, begins_on, basis)
);
call app.protect('curve_month');
