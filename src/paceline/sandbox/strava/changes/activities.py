"""Changes of activities."""

from dataclasses import replace
from typing import Any

import numpy as np

from paceline.sandbox.strava.changes.kinds import Add, Crop, Delete, Duplicate, Edit, SetVisibility, Split
from paceline.sandbox.strava.filling.kinds import KINDS, Kind
from paceline.sandbox.strava.filling.measured import with_numbers
from paceline.sandbox.strava.filling.places import HOMES, Place
from paceline.sandbox.strava.filling.records import UPLOAD_ID_AHEAD, measured_activity
from paceline.sandbox.strava.filling.seeded import free_plan, seeded_activity
from paceline.sandbox.strava.filling.seeded_plan import Plan, outline_of
from paceline.sandbox.strava.shown.summary import deprecated_type
from paceline.sandbox.strava.state import StravaState
from paceline.sandbox.strava.world.activity import Activity, epoch_s
from paceline.sandbox.strava.world.columns import Columns
from paceline.sandbox.strava.world.outline import Outline, Visibility
from paceline.sandbox.strava.world.world import Happening

_DETAIL_FIELDS = ("description",)
_SUMMARY_FIELDS = ("name", "sport_type", "gear_id", "workout_type", "commute", "trainer")


class ImpossibleChangeError(ValueError):
    """A change that cannot be made to this activity."""


def add(state: StravaState, change: Add) -> Activity:
    """A new activity."""
    athlete = state.world.athlete(change.athlete_id)
    now_s = int(state.clock.now_s())
    kind = _kind(change)
    duration_s = change.duration_s or kind.minutes[0] * 60
    started_s = now_s - duration_s if change.started_at is None else int(change.started_at.timestamp())
    uploaded_s = now_s if change.uploaded_at is None else int(change.uploaded_at.timestamp())
    home = next((place for place in HOMES if place.time_zone == athlete.time_zone), HOMES[0])
    draft = Plan(
        id=0,
        athlete_id=athlete.id,
        upload_id=0,
        started_s=started_s,
        place=home if change.position is None else Place(change.position, home.time_zone, home.low_m, home.hills_m),
        kind=kind,
        time_zone=change.time_zone or athlete.time_zone,
        duration_s=duration_s,
        distance_m=change.distance_m,
        changes=_as_wished(change),
    )
    plan = free_plan(state.world, draft, uploaded_s)
    outline = outline_of(plan, np.random.default_rng([change.seed, plan.id]))
    return _enter(state, seeded_activity(outline, change.seed))


def duplicate(state: StravaState, change: Duplicate) -> Activity:
    """A second recording of one effort."""
    outline, columns = _recording(state, change.activity_id)
    activity_id = state.world.free_activity_id(int(state.clock.now_s()))
    copied = replace(
        outline,
        id=activity_id,
        upload_id=activity_id + UPLOAD_ID_AHEAD,
        external_id=f"{activity_id}.fit",
        device_name=change.device_name,
        started_s=outline.started_s + change.shift_s,
    )
    return _enter(state, measured_activity(with_numbers(copied, columns), columns))


def edit(state: StravaState, change: Edit) -> Activity:
    """What the athlete set."""
    activity = state.world.activity(change.activity_id)
    said = change.model_dump(exclude={"change", "activity_id"}, exclude_none=True)
    activity.summary |= {name: value for name, value in said.items() if name in _SUMMARY_FIELDS}
    activity.detail_edits |= {name: value for name, value in said.items() if name in _DETAIL_FIELDS}
    updates: dict[str, str] = {}
    if change.name is not None:
        updates["title"] = change.name
    if change.sport_type is not None:
        activity.summary["type"] = deprecated_type(change.sport_type)
        updates["type"] = activity.summary["type"]
    state.world.tell(Happening("updated", activity, updates))
    return activity


def crop(state: StravaState, change: Crop) -> Activity:
    """Beginning and end cut off."""
    return _cut(state, change.activity_id, change.from_s, change.to_s)


def split(state: StravaState, change: Split) -> Activity:
    """The first part stays, the second is new; the new one is given back."""
    outline, columns = _recording(state, change.activity_id)
    last_s = int(columns.time_s[-1])
    second = _between(columns, change.at_s, last_s)
    offset_s = int(columns.time_s[np.searchsorted(columns.time_s, change.at_s)])
    _cut(state, change.activity_id, 0, change.at_s)
    activity_id = state.world.free_activity_id(int(state.clock.now_s()))
    rest = replace(
        outline,
        id=activity_id,
        upload_id=activity_id + UPLOAD_ID_AHEAD,
        name=f"{outline.name} (2)",
        started_s=outline.started_s + offset_s,
    )
    return _enter(state, measured_activity(with_numbers(rest, second), second))


def delete(state: StravaState, change: Delete) -> Activity:
    """Gone for good."""
    activity = state.world.activity(change.activity_id)
    state.world.take_out(activity)
    state.world.tell(Happening("deleted", activity))
    return activity


def set_visibility(state: StravaState, change: SetVisibility) -> Activity:
    """Who may see it."""
    activity = state.world.activity(change.activity_id)
    was_only_me = activity.is_only_me
    only_me = change.visibility is Visibility.ONLY_ME
    activity.summary |= {"visibility": change.visibility.value, "private": only_me}
    state.world.tell(Happening("privacy", activity, was_only_me=was_only_me))
    return activity


def _enter(state: StravaState, activity: Activity) -> Activity:
    state.world.put(activity)
    state.world.tell(Happening("created", activity))
    return activity


def _cut(state: StravaState, activity_id: int, from_s: int, to_s: int) -> Activity:
    """The activity between two seconds of its recording, under its id and with its athlete's edits."""
    before = state.world.activity(activity_id)
    outline, columns = _recording(state, activity_id)
    kept = _between(columns, from_s, to_s)
    started_s = outline.started_s + int(columns.time_s[np.searchsorted(columns.time_s, from_s)])
    after = measured_activity(with_numbers(replace(outline, started_s=started_s), kept), kept)
    edited = {name: before.summary[name] for name in (*_SUMMARY_FIELDS, "type") if name in before.summary}
    after.summary |= {**edited, "visibility": before.summary["visibility"], "private": before.summary["private"]}
    after.detail_edits = dict(before.detail_edits)
    state.world.exchange(before, after)
    return after


def _between(columns: Columns, from_s: int, to_s: int) -> Columns:
    try:
        return columns.between(from_s, to_s)
    except ValueError as wrong:
        raise ImpossibleChangeError(str(wrong)) from wrong


def _recording(state: StravaState, activity_id: int) -> tuple[Outline, Columns]:
    activity = state.world.activity(activity_id)
    columns = activity.origin.columns()
    if columns is None:
        raise ImpossibleChangeError(f"activity {activity_id} has no recording")
    return activity.outline or _outline_of_recorded(activity), columns


def _outline_of_recorded(activity: Activity) -> Outline:
    """Of an activity recorded from the real service: what its recording does not tell."""
    summary = activity.summary
    return Outline(
        id=activity.id,
        athlete_id=activity.athlete_id,
        name=summary["name"],
        sport_type=summary["sport_type"],
        started_s=epoch_s(summary["start_date"]),
        time_zone=summary["timezone"].rpartition(" ")[2],
        distance_m=summary["distance"],
        moving_s=summary["moving_time"],
        elapsed_s=summary["elapsed_time"],
        upload_id=summary.get("upload_id") or activity.id + UPLOAD_ID_AHEAD,
        external_id=summary.get("external_id"),
        device_name=summary.get("device_name"),
        gear_id=summary.get("gear_id"),
        workout_type=summary.get("workout_type"),
        visibility=activity.visibility,
        is_trainer=summary.get("trainer", False),
        is_commute=summary.get("commute", False),
    )


def _kind(change: Add) -> Kind:
    """The kind of that sport; one the stand-in knows nothing of (a new sport type) is done like a workout."""
    found = next((kind for kind in KINDS if kind.sport_type == change.sport_type and not kind.is_manual), None)
    if found is None:
        found = Kind(0.0, change.sport_type, change.sport_type, 1.5, (30, 60), has_position=False)
    return replace(found, is_manual=change.is_manual)


def _as_wished(change: Add) -> dict[str, Any]:
    wished: dict[str, Any] = {
        "visibility": change.visibility,
        "hides_start_time": change.hides_start_time,
        "hides_place": change.hides_place,
    }
    return wished if change.name is None else {**wished, "name": change.name}
