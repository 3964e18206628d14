"""The statements of the gate. Each locks the service's row first, so that the processes pass one after the other.

A statement sees the rows as they were when it began, except those it locks itself: these it reads as they are then. So both tables are
locked before they are read, and nothing is decided by what was not locked.

None of them waits for the disk: a crash of the database may forget the last half second of counts, and the next answer tells them again.
"""

# A window that begins later than the clock says was begun by a clock set right since. If it was fast by no more than it takes to tell,
# the window goes on; else it is set back with the clock, and keeps its count. One still further ahead is of a clock gone wrong.
TAKE = """
with host as materialized (
    select clock_ahead_s, opened_until, blocked_code from provider_host where provider = %(provider)s for update
), clock as materialized (
    select host.*, moment.now, moment.now + make_interval(secs => host.clock_ahead_s - %(late_s)s) as there
    from host, (select app.now() as now, set_config('synchronous_commit', 'off', true)) as moment
), held as materialized (
    select scope, span_s, starts_at, used, most from provider_window
    where provider = %(provider)s and scope = any(%(scopes)s) and (select count(*) from clock) = 1
    order by scope, span_s for update
), due as materialized (
    select held.scope, held.span_s, held.most, span,
           case when held.starts_at between begins and there + make_interval(secs => %(slack_s)s)
                then held.starts_at else begins end as starts_at,
           case when held.starts_at between begins and begins + span then held.used else 0 end as used
    from held, clock,
         lateral (select make_interval(secs => held.span_s) as span) as spans,
         lateral (select date_bin(span, clock.there, 'epoch') as begins) as bins
), verdict as materialized (
    select count(scope) as windows,
           max(starts_at + span) filter (where used >= most * (100 - %(reserve_pct)s) / 100) as full_until
    from due
), decided as materialized (
    select clock.*, verdict.*, clock.opened_until is not null as is_open,
           verdict.windows = %(windows)s and verdict.full_until is null
               and coalesce(clock.opened_until <= clock.now, true) as is_granted
    from clock, verdict
), taken as (
    update provider_window as kept set starts_at = due.starts_at, used = due.used + 1
    from due, decided
    where decided.is_granted and kept.provider = %(provider)s and kept.scope = due.scope and kept.span_s = due.span_s
), probing as (
    update provider_host as kept set opened_until = decided.now + make_interval(secs => %(probe_s)s)
    from decided where decided.is_granted and decided.is_open and kept.provider = %(provider)s
)
select windows, is_granted, is_open, there, blocked_code, case when opened_until > now then opened_until end,
       full_until - make_interval(secs => clock_ahead_s - %(late_s)s)
from decided
"""

ENSURE = """
with host as (
    insert into provider_host (provider) values (%(provider)s) on conflict do nothing
)
insert into provider_window (provider, scope, span_s, starts_at, most)
select %(provider)s, scope, span_s, 'epoch', most
from unnest(%(scopes)s::text[], %(spans_s)s::int[], %(mosts)s::int[]) as known (scope, span_s, most)
order by scope, span_s
on conflict do nothing
returning 1
"""

LOCK = """
with host as materialized (
    select clock_ahead_s, failures_in_a_row, opened_until, blocked_code, blocked_since
    from provider_host where provider = %(provider)s for update
), held as materialized (
    select scope, span_s, starts_at, used, most from provider_window
    where provider = %(provider)s and (select count(*) from host) = 1
    order by scope, span_s for update
)
select moment.now, host.*, held.*
from (select app.now() as now, set_config('synchronous_commit', 'off', true)) as moment, host left join held on true
"""

READ = """
select app.now(), h.clock_ahead_s, h.failures_in_a_row, h.opened_until, h.blocked_code, h.blocked_since,
       w.scope, w.span_s, w.starts_at, w.used, w.most
from provider_host as h left join provider_window as w using (provider)
where h.provider = %(provider)s order by w.scope, w.span_s
"""

WRITE_WINDOWS = """
update provider_window as kept set starts_at = learnt.starts_at, used = learnt.used, most = learnt.most
from unnest(%(scopes)s::text[], %(spans_s)s::int[], %(starts_at)s::timestamptz[], %(useds)s::int[], %(mosts)s::int[])
         as learnt (scope, span_s, starts_at, used, most)
where kept.provider = %(provider)s and kept.scope = learnt.scope and kept.span_s = learnt.span_s
returning 1
"""

WRITE_HOST = """
update provider_host
set clock_ahead_s = %(clock_ahead_s)s, failures_in_a_row = %(failures_in_a_row)s, opened_until = %(opened_until)s,
    blocked_code = %(blocked_code)s, blocked_since = %(blocked_since)s
where provider = %(provider)s
returning 1
"""
