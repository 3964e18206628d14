"""Activities handed over by the caller as neutral records, for example those of sample athletes."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime

import numpy as np

from paceline.sandbox.strava.filling.measured import cut_line, with_numbers
from paceline.sandbox.strava.shown.summary import summary_of
from paceline.sandbox.strava.world.activity import Activity, Computed
from paceline.sandbox.strava.world.athlete import Athlete
from paceline.sandbox.strava.world.columns import Columns
from paceline.sandbox.strava.world.outline import Outline, Visibility
from paceline.sandbox.strava.world.world import World

_UPLOADED_AFTER_S = 600
UPLOAD_ID_AHEAD = 1_063_000_000
"""Ids of uploads come from a sequence of their own, further on than that of activities."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ActivityRecord:
    """One activity. Without columns it is a manual entry, of which distance and time are as said here; else they are measured.

    `started_at` is aware, `time_zone` a name of the IANA database, `sport_type` Strava's.
    """

    started_at: datetime
    time_zone: str
    sport_type: str
    name: str
    columns: Columns | None = None
    distance_m: float = 0.0
    elapsed_s: int = 0
    device_name: str | None = None
    external_id: str | None = None
    description: str | None = None
    gear_id: str | None = None
    workout_type: int | None = None
    is_trainer: bool = False
    is_commute: bool = False
    visibility: Visibility = Visibility.EVERYONE


@dataclass(frozen=True, slots=True, eq=False)
class AthleteRecords:
    """An athlete with all activities; ids of activities are given when they enter a world."""

    athlete: Athlete
    activities: tuple[ActivityRecord, ...]


def fill_records(world: World, handed: AthleteRecords) -> Athlete:
    """Put such an athlete into a world. Raises ValueError for a record that cannot be shown: a naive start, times that do not rise."""
    world.add_athlete(handed.athlete)
    world.fill(_activities(world, handed.athlete.id, handed.activities))
    return handed.athlete


def _activities(world: World, athlete_id: int, records: Iterable[ActivityRecord]) -> Iterable[Activity]:
    for record in records:
        yield activity_of_record(world, athlete_id, record)


def activity_of_record(world: World, athlete_id: int, record: ActivityRecord) -> Activity:
    """A record as an activity of an athlete, uploaded soon after its end."""
    if record.started_at.tzinfo is None:
        raise ValueError(f"the start of {record.name!r} has no offset from UTC")
    columns = None if record.columns is None else _checked(record.name, record.columns)
    elapsed_s = record.elapsed_s if columns is None else int(columns.time_s[-1])
    started_s = int(record.started_at.astimezone(UTC).timestamp())
    activity_id = world.free_activity_id(started_s + elapsed_s + _UPLOADED_AFTER_S)
    outline = Outline(
        id=activity_id,
        athlete_id=athlete_id,
        name=record.name,
        sport_type=record.sport_type,
        started_s=started_s,
        time_zone=record.time_zone,
        distance_m=record.distance_m,
        moving_s=elapsed_s,
        elapsed_s=elapsed_s,
        gear_id=record.gear_id,
        workout_type=record.workout_type,
        description=record.description,
        visibility=record.visibility,
        is_trainer=record.is_trainer,
        is_commute=record.is_commute,
    )
    if columns is None:
        return measured_activity(outline, None)
    uploaded = replace(
        outline,
        upload_id=activity_id + UPLOAD_ID_AHEAD,
        external_id=record.external_id or f"garmin_ping_{activity_id}",
        device_name=record.device_name,
    )
    return measured_activity(with_numbers(uploaded, columns), columns)


def measured_activity(outline: Outline, columns: Columns | None) -> Activity:
    """An activity whose recording is at hand."""
    return Activity(
        summary_of(outline),
        Computed(lambda: columns),
        hides_place=outline.hides_place,
        cut_polyline=cut_line(columns) if columns is not None and outline.hides_place else "",
        outline=outline,
    )


def _checked(name: str, columns: Columns) -> Columns:
    """The columns from their first point, without those that hold nothing. Raises ValueError."""
    if len(columns) < 2 or (np.diff(columns.time_s) <= 0).any():
        raise ValueError(f"the times of {name!r} do not rise")
    empty = {
        one.name: None for one in fields(columns) if one.name != "time_s" and not _holds_values(name, one.name, columns)
    }
    return replace(columns, **empty).rebased()


def _holds_values(name: str, column_name: str, columns: Columns) -> bool:
    column = getattr(columns, column_name)
    if column is None:
        return False
    if len(column) != len(columns):
        raise ValueError(f"{column_name} of {name!r} has {len(column)} values for {len(columns)} times")
    return bool(np.isfinite(column).any())
