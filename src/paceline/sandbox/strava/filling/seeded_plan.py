"""One seeded activity in numbers: made from a random stream of its own, so that each stays the same whatever comes before it."""

from dataclasses import dataclass, field, replace
from uuid import UUID

import numpy as np

from paceline.sandbox.strava.filling.kinds import BIKE_COMPUTERS, WATCHES, ZWIFT, Device, Kind
from paceline.sandbox.strava.filling.places import Place
from paceline.sandbox.strava.filling.routes import M_PER_DEG, summary_way
from paceline.sandbox.strava.shown.polyline import encoded
from paceline.sandbox.strava.shown.streams import PRIVACY_ZONE_M
from paceline.sandbox.strava.shown.time_zones import utc_offset_s
from paceline.sandbox.strava.world.outline import Outline, Position

_DAY_PARTS = ((11, "Morning"), (14, "Lunch"), (18, "Afternoon"), (24, "Evening"))
_METER_SHARE, _HEART_RATE_SHARE, _RACE_SHARE, _COMMUTE_SHARE = 0.45, 0.8, 0.03, 0.08
_PAUSED_SHARE = 0.45


@dataclass(frozen=True, slots=True)
class Plan:
    """When, where and what; `id` and `upload_id` are the provider's."""

    id: int
    athlete_id: int
    upload_id: int
    started_s: int
    place: Place
    kind: Kind
    time_zone: str
    gear_id: str | None = None
    duration_s: int | None = None
    distance_m: float | None = None
    changes: dict[str, object] = field(default_factory=dict[str, object])
    """Fields of the outline that are to be as given."""


def outline_of(plan: Plan, rng: np.random.Generator) -> Outline:
    """The activity in numbers."""
    kind = plan.kind
    moving_s = plan.duration_s or int(rng.integers(kind.minutes[0] * 60, kind.minutes[1] * 60))
    device = _device(kind, rng)
    outline = Outline(
        id=plan.id,
        athlete_id=plan.athlete_id,
        name=_name(plan),
        sport_type=kind.sport_type,
        started_s=plan.started_s,
        time_zone=plan.time_zone,
        distance_m=_distance_m(plan, moving_s, rng),
        moving_s=moving_s,
        elapsed_s=moving_s + (int(rng.integers(20, 900)) if rng.random() < _PAUSED_SHARE else 0),
        gear_id=plan.gear_id,
        is_trainer=kind.is_trainer,
        is_commute=kind.is_ride and not kind.is_trainer and rng.random() < _COMMUTE_SHARE,
        workout_type=_workout_type(kind, rng),
    )
    if not kind.is_manual:
        outline = _recorded(outline, plan, device, rng)
    return replace(outline, **plan.changes)


def cut_line_of(outline: Outline) -> str:
    """The line of an activity without what lies in its privacy zone."""
    if outline.start is None:
        return ""
    latitude, longitude = summary_way(outline.start, outline.distance_m, way_number(outline.id))
    hidden = PRIVACY_ZONE_M / outline.distance_m
    shares = np.linspace(0.0, 1.0, len(latitude))
    seen = (shares > hidden) & (shares < 1.0 - hidden)
    return encoded(latitude[seen], longitude[seen]) if seen.any() else ""


def way_number(activity_id: int) -> int:
    """Which of the ways of its place an activity takes."""
    return activity_id % 23


def _recorded(outline: Outline, plan: Plan, device: Device, rng: np.random.Generator) -> Outline:
    """With what a device measures."""
    kind = plan.kind
    outline = replace(
        outline,
        upload_id=plan.upload_id,
        external_id=_external_id(device, rng),
        device_name=device.name,
        max_speed_mps=outline.average_speed_mps * float(rng.uniform(1.15, 1.45 if kind.is_ride else 1.3)),
        average_temperature_c=int(rng.integers(4, 30)) if device.is_smart else None,
    )
    if rng.random() < _HEART_RATE_SHARE:
        outline = _with_heart_rate(outline, rng)
    if kind.is_run or kind.is_ride:
        outline = replace(outline, average_cadence_rpm=round(float(rng.uniform(78, 92)), 1))
    if kind.is_ride:
        outline = _with_power(outline, rng)
    return _placed(outline, plan, device, rng) if kind.has_position else outline


def _with_heart_rate(outline: Outline, rng: np.random.Generator) -> Outline:
    average = round(float(rng.uniform(112, 163)), 1)
    return replace(
        outline,
        average_heart_rate_bpm=average,
        max_heart_rate_bpm=int(average + rng.integers(9, 26)),
        relative_effort=float(round(outline.moving_s / 60 * (average / 150) ** 4)),
    )


def _with_power(outline: Outline, rng: np.random.Generator) -> Outline:
    average = round(float(rng.uniform(115, 235)), 1)
    if not outline.is_trainer and rng.random() > _METER_SHARE:
        return replace(outline, average_power_w=average)
    return replace(
        outline,
        average_power_w=average,
        max_power_w=int(average * rng.uniform(2.2, 4.0)),
        weighted_power_w=int(average * rng.uniform(1.03, 1.18)),
        has_power_meter=True,
    )


def _placed(outline: Outline, plan: Plan, device: Device, rng: np.random.Generator) -> Outline:
    """Out of doors: a way, its line, and hills."""
    place = plan.place
    start = _near(place.position, rng)
    latitude, longitude = summary_way(start, outline.distance_m, way_number(outline.id))
    low_m = round(place.low_m + float(rng.uniform(0, 5)), 1)
    hills_m = round(place.hills_m * float(rng.uniform(0.3, 1.0)) * (3.0 if plan.kind.is_hilly else 1.0), 1)
    climbs = max(round(outline.distance_m / 9000.0), 1)
    return replace(
        outline,
        start=start,
        end=(round(float(latitude[-1]), 6), round(float(longitude[-1]), 6)),
        summary_polyline=encoded(latitude, longitude),
        low_m=low_m,
        high_m=round(low_m + hills_m, 1),
        ascent_m=round(climbs * hills_m, 1) if device.has_barometer else round(climbs * hills_m * 1.2, 1),
    )


def _near(position: Position, rng: np.random.Generator) -> Position:
    north_m, east_m = float(rng.uniform(-400, 400)), float(rng.uniform(-400, 400))
    return round(position[0] + north_m / M_PER_DEG, 6), round(position[1] + east_m / M_PER_DEG, 6)


def _distance_m(plan: Plan, moving_s: int, rng: np.random.Generator) -> float:
    if plan.distance_m is not None:
        return plan.distance_m
    if not plan.kind.has_distance:
        return 0.0
    wanted_m = plan.kind.speed_mps * float(rng.uniform(0.82, 1.18)) * moving_s
    if plan.kind.sport_type == "Swim":
        return round(wanted_m / 25) * 25.0
    # A treadmill and a person write round numbers, a satellite does not.
    return round(wanted_m, -2) if not plan.kind.has_position else round(wanted_m, 1)


def _device(kind: Kind, rng: np.random.Generator) -> Device:
    if kind.sport_type == "VirtualRide":
        return ZWIFT
    devices = BIKE_COMPUTERS if kind.is_ride else WATCHES
    return devices[int(rng.integers(len(devices)))]


def _external_id(device: Device, rng: np.random.Generator) -> str:
    number = int(rng.integers(10**9, 10**12))
    return device.external_id.format(number=number, uuid=str(UUID(bytes=rng.bytes(16), version=4)).upper())


def _workout_type(kind: Kind, rng: np.random.Generator) -> int | None:
    """Runs: 0 default, 1 race, 2 long, 3 workout; rides 10, 11, 12. Others, and half of these, say nothing."""
    first = 0 if kind.is_run else 10
    if not (kind.is_run or kind.is_ride) or rng.random() < 0.5:
        return None
    if rng.random() < _RACE_SHARE:
        return first + 1
    return first + int(rng.choice([0, 0, 0, 2, 3])) if kind.is_run else first


def _name(plan: Plan) -> str:
    hour = (plan.started_s + utc_offset_s(plan.time_zone, plan.started_s)) // 3600 % 24
    part = next(word for until, word in _DAY_PARTS if hour < until)
    return f"{part} {plan.kind.word}"
