"""A history from a seed: any number of activities, with the oddities that real histories have, and recordings made when they are asked for.

The same request gives the same history, byte for byte.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import numpy as np

from paceline.sandbox.strava.filling.kinds import KINDS, Kind
from paceline.sandbox.strava.filling.places import AWAY, HOMES, VIRTUAL, Place
from paceline.sandbox.strava.filling.records import UPLOAD_ID_AHEAD
from paceline.sandbox.strava.filling.seeded_plan import Plan, cut_line_of, outline_of
from paceline.sandbox.strava.filling.seeded_recording import columns_of
from paceline.sandbox.strava.shown.summary import summary_of
from paceline.sandbox.strava.world.activity import Activity, Computed
from paceline.sandbox.strava.world.athlete import Athlete, Gear
from paceline.sandbox.strava.world.outline import Outline, Visibility
from paceline.sandbox.strava.world.world import World

_FIRST_NAMES, _LAST_NAMES = (
    ("Robin", "Kim", "Alex", "Noa", "Sasha", "Jules"),
    ("Marsh", "Ito", "Okoye", "Berg", "Ferro"),
)
_START_TIMES = (time(6, 20), time(12, 10), time(17, 40))
_LATE_SHARE, _LATEST_DAYS = 0.08, 40
_IMPORTED_SHARE = 0.04
"""Of the oldest activities: uploaded in one go when the athlete joined, newest first."""
_SAME_START_EVERY, _AWAY_EVERY, _HIDDEN_TIME_EVERY, _HIDDEN_PLACE_EVERY = 89, 37, 97, 28
_ONLY_ME_EVERY, _FOLLOWERS_EVERY, _FLAGGED_EVERY = 41, 17, 307
_SPIKE_EVERY, _DAY_LONG_EVERY, _MOVING_OVER_ELAPSED_EVERY = 211, 401, 503
_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class SeededAthlete:
    """What to make: that many activities, so many a week, the last one on the day before `ends_at`."""

    activities: int
    seed: int = 1
    athlete_id: int | None = None
    ends_at: datetime = datetime(2026, 6, 1, tzinfo=UTC)
    per_week: float = 6.0


def fill_seeded(world: World, wanted: SeededAthlete) -> Athlete:
    """Put such an athlete into a world."""
    athlete = _athlete(wanted, wanted.athlete_id or world.free_athlete_id())
    world.add_athlete(athlete)
    drafts = list(_drafts(wanted, athlete))
    # Ids are given in the order of uploads; drafts come in the order of starts.
    for draft in sorted(drafts, key=lambda draft: draft.uploaded_s):
        world.put(_activity(draft, wanted.seed, world))
    return athlete


def seeded_activity(outline: Outline, seed: int) -> Activity:
    """An activity whose recording is made from the seed when it is asked for."""
    return Activity(
        summary_of(outline),
        Computed(partial(columns_of, outline, seed)),
        hides_place=outline.hides_place,
        cut_polyline=cut_line_of(outline) if outline.hides_place else "",
        outline=outline,
    )


def free_plan(world: World, draft: Plan, uploaded_s: int) -> Plan:
    """The plan under ids that a world has free at an upload's time."""
    activity_id = world.free_activity_id(uploaded_s)
    return replace(draft, id=activity_id, upload_id=activity_id + UPLOAD_ID_AHEAD)


@dataclass(frozen=True, slots=True)
class _Draft:
    plan: Plan
    place_in_history: int
    uploaded_s: int


def _activity(draft: _Draft, seed: int, world: World) -> Activity:
    plan = free_plan(world, draft.plan, draft.uploaded_s)
    rng = np.random.default_rng([seed, plan.athlete_id, draft.place_in_history, 1])
    return seeded_activity(_with_oddities(outline_of(plan, rng), draft.place_in_history), seed)


def _athlete(wanted: SeededAthlete, athlete_id: int) -> Athlete:
    rng = np.random.default_rng([wanted.seed, athlete_id])
    first = _FIRST_NAMES[int(rng.integers(len(_FIRST_NAMES)))]
    last = _LAST_NAMES[int(rng.integers(len(_LAST_NAMES)))]
    gear = (
        Gear(f"b{athlete_id % 10**7}", "Canyon", "Endurace", "Blue", is_primary=True),
        Gear(f"b{athlete_id % 10**7 + 1}", "Cube", "Reaction"),
        Gear(f"g{athlete_id % 10**7 + 2}", "Saucony", "Ride 17", is_primary=True),
        Gear(f"g{athlete_id % 10**7 + 3}", "Hoka", "Speedgoat 5", "Mud"),
    )
    return Athlete(
        athlete_id,
        first,
        last,
        sex=str(rng.choice(["F", "M"])),
        weight_kg=round(float(rng.uniform(52, 84)), 1),
        ftp_w=int(rng.integers(180, 320)),
        time_zone=_home(athlete_id).time_zone,
        gear=gear,
    )


def _home(athlete_id: int) -> Place:
    return HOMES[athlete_id % len(HOMES)]


def _drafts(wanted: SeededAthlete, athlete: Athlete) -> Iterator[_Draft]:
    """The history in the order of starts."""
    last_on = wanted.ends_at.date() - timedelta(days=1)
    ends_s = int(wanted.ends_at.timestamp())
    imported = int(wanted.activities * _IMPORTED_SHARE)
    joined_s = ends_s - int((wanted.activities - imported) * 7 / wanted.per_week) * _DAY_S
    before: Plan | None = None
    for place in range(wanted.activities):
        rng = np.random.default_rng([wanted.seed, athlete.id, place, 0])
        days_ago = int((wanted.activities - 1 - place) * 7 / wanted.per_week)
        plan = _plan(athlete, place, last_on - timedelta(days=days_ago), rng)
        if before is not None and place % _SAME_START_EVERY == 1:
            # Two devices recorded one effort: the same second, another id.
            plan = before
        before = plan
        is_imported = place < imported
        uploaded_s = joined_s + (imported - place) * 2 if is_imported else plan.started_s + _upload_delay_s(rng)
        yield _Draft(plan, place, min(uploaded_s, ends_s))


def _plan(athlete: Athlete, place_in_history: int, on: date, rng: np.random.Generator) -> Plan:
    kind: Kind = KINDS[int(rng.choice(len(KINDS), p=[kind.share for kind in KINDS]))]
    home = _home(athlete.id)
    place = home
    if kind.sport_type == "VirtualRide":
        place = VIRTUAL
    elif place_in_history % _AWAY_EVERY in (0, 1):
        place = AWAY[place_in_history // _AWAY_EVERY % len(AWAY)]
    time_zone = home.time_zone if place is VIRTUAL else place.time_zone
    at = _START_TIMES[int(rng.integers(len(_START_TIMES)))]
    local = datetime.combine(on, at, ZoneInfo(time_zone)) + timedelta(seconds=int(rng.integers(0, 2700)))
    gear = [one.id for one in athlete.gear if one.is_bicycle == kind.is_ride]
    has_gear = (kind.is_ride or kind.is_run) and rng.random() < 0.8
    return Plan(
        id=0,
        athlete_id=athlete.id,
        upload_id=0,
        started_s=int(local.timestamp()),
        place=place,
        kind=kind,
        time_zone=time_zone,
        gear_id=gear[int(rng.integers(len(gear)))] if has_gear else None,
    )


def _upload_delay_s(rng: np.random.Generator) -> int:
    if rng.random() < _LATE_SHARE:
        return int(rng.integers(_DAY_S, _LATEST_DAYS * _DAY_S))
    return int(rng.integers(3600, 5 * 3600))


def _with_oddities(outline: Outline, place: int) -> Outline:
    """What real histories hold here and there, at fixed places so that a long enough history has them all."""
    changes: dict[str, object] = {}
    if place % _HIDDEN_TIME_EVERY == 5:
        changes["hides_start_time"] = True
    if place % _HIDDEN_PLACE_EVERY == 6 and outline.start is not None:
        changes["hides_place"] = True
    if place % _ONLY_ME_EVERY == 7:
        changes["visibility"] = Visibility.ONLY_ME
    elif place % _FOLLOWERS_EVERY == 8:
        changes["visibility"] = Visibility.FOLLOWERS
    if place % _FLAGGED_EVERY == 9:
        changes["is_flagged"] = True
    if place % _SPIKE_EVERY == 10 and outline.average_heart_rate_bpm is not None:
        changes["max_heart_rate_bpm"] = 214
    if place % _DAY_LONG_EVERY == 11 and not outline.is_manual:
        changes["elapsed_s"] = outline.moving_s + 81_582
    if place % _MOVING_OVER_ELAPSED_EVERY == 12:
        changes["elapsed_s"] = outline.moving_s - 3
    return replace(outline, **changes)
