"""What the sources of an activity, its composition and the athlete's overrides make of it.

The primary source (see `primary_of`) gives times, totals and measured values; a composition replaces them by its own. What other
sources know and the primary does not fills the gaps. What people write comes from where people write it: titles, descriptions, gear
and flags by `_WORDS_FIRST`, an archive's title before a file's name. A restricted source adds nothing to an open activity, so that an
original file ends the restriction. Overrides always win. A start that neither position, device nor provider places is in the zone the
athlete lives in at present; a manual entry is in the zone it was noted in, since its local time is what the athlete said. A recording
whose clock was wrong takes its date from another source; without one it is excluded until its start is set.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from paceline.activities.rules.local_time import local_day, offset_in
from paceline.activities.rules.plausible import plausible_row
from paceline.activities.schemas import Measured, Permission, SourceFacts, SourceKind, TimeZoneSource
from paceline.connectors.base import Device
from paceline.connectors.sports import SportFamily, SportKind, sport

MULTI_SPORT = "multi_sport"

_PRIMARY_FIRST = (
    SourceKind.FILE,
    SourceKind.DEMO,
    SourceKind.INTERVALS_API,
    SourceKind.STRAVA_API,
    SourceKind.ARCHIVE,
    SourceKind.MANUAL,
)
_WORDS_FIRST = (
    SourceKind.MANUAL,
    SourceKind.ARCHIVE,
    SourceKind.STRAVA_API,
    SourceKind.INTERVALS_API,
    SourceKind.DEMO,
    SourceKind.FILE,
)
_WORDS = (
    "name",
    "description",
    "private_note",
    "is_trainer",
    "is_commute",
    "is_race",
    "workout_type",
    "perceived_exertion",
)
_GEAR = ("gear", "gear_kind", "gear_brand", "gear_model")
_FILLED = ("sport_raw", "timer_s", "moving_s", "distance_m", "calories_kcal", "is_manual")
_ZONE_ORDER = tuple(TimeZoneSource)

# What an athlete may set by hand. `gear_id` is an id of their gear, `started_at` an ISO instant, `primary_source_id` one of the sources.
OVERRIDABLE = frozenset(
    {
        "name", "description", "private_note", "sport", "started_at", "time_zone", "elapsed_s", "moving_s", "distance_m",
        "ascent_m", "calories_kcal", "perceived_exertion", "is_trainer", "is_commute", "is_race", "is_excluded",
        "workout_type", "gear_id", "primary_source_id",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Evidence:
    """One source as the projection sees it."""

    id: UUID
    kind: SourceKind
    source_id: str
    permission: Permission
    facts: SourceFacts
    measured: Measured


@dataclass(frozen=True, slots=True)
class Composed:
    """What takes the place of the primary source's facts and measured values for an activity with a composition."""

    facts: SourceFacts
    measured: Measured


def family_of(kind: str) -> str:
    """The family of one of our sport codes; a code this version does not know is `other`."""
    try:
        return sport(SportKind(kind)).family
    except ValueError:
        return SportFamily.OTHER


def primary_of(sources: Sequence[Evidence], chosen: str | None = None) -> Evidence:
    """The source that gives the streams: the one the athlete chose, else by kind, then by samples, then by id.

    A file comes first, what carries no streams last. The order does not depend on which came first.
    """
    for source in sources:
        if str(source.id) == chosen:
            return source
    return min(sources, key=_rank)


def _rank(source: Evidence) -> tuple[int, int, str]:
    return _PRIMARY_FIRST.index(source.kind), -source.measured.sample_count, source.source_id


def project_activity(
    sources: Sequence[Evidence],
    overrides: Mapping[str, Any],
    composed: Composed | None = None,
    *,
    athlete_time_zone: str | None = None,
) -> dict[str, Any]:
    """The projected columns of `activity` by name; `gear` holds the name of the gear still to be looked up, unless overridden,
    `gear_kind`, `gear_brand` and `gear_model` what to make of it if there is none.

    sources: at least one. overrides: field → value as stored, names in `OVERRIDABLE`. athlete_time_zone: the athlete's at present;
    without it the one that held when a source was read.
    """
    if athlete_time_zone is not None:
        sources = [_placed_source(one, athlete_time_zone) for one in sources]
        composed = composed and replace(composed, facts=_placed(composed.facts, athlete_time_zone))
    primary = primary_of(sources, overrides.get("primary_source_id"))
    in_order = sorted(sources, key=_rank)
    heard = [one for one in in_order if primary.permission == "restricted" or one.permission == "open"]
    facts = composed.facts if composed else primary.facts
    measured = composed.measured if composed else primary.measured
    facts = _with_words(_filled(facts, heard), heard)
    facts, is_dated = _dated(facts, primary, heard)
    facts = _with_sport(facts, heard)
    row = _columns(primary, facts, measured)
    row["is_excluded"] = not is_dated and "started_at" not in overrides
    row |= _said_by_source(row, facts)
    row |= _without_zeros(row)
    row |= plausible_row(row)
    row |= _by_hand(row, overrides)
    row |= {name: bool(row[name]) for name in ("is_trainer", "is_commute", "is_race", "is_manual", "is_excluded")}
    row["sport_family"] = family_of(row["sport"])
    row |= _clock(facts, overrides)
    row["name"] = overrides.get("name") or facts.name or _default_name(row)
    return row


def _with_sport(facts: SourceFacts, heard: Sequence[Evidence]) -> SourceFacts:
    """A sport that the primary source does not know is the first that another one names."""
    if facts.sport and facts.sport != SportKind.OTHER:
        return facts
    return replace(facts, sport=next((one.facts.sport for one in heard if one.facts.sport != SportKind.OTHER), "other"))


def _columns(primary: Evidence, facts: SourceFacts, measured: Measured) -> dict[str, Any]:
    """The columns as sources and streams give them, before they are checked against each other and set by hand."""
    row: dict[str, Any] = {item.name: getattr(measured, item.name) for item in fields(measured)}
    return row | {
        "primary_source_id": primary.id,
        "permission": primary.permission,
        "description": facts.description,
        "private_note": facts.private_note,
        "sport": facts.sport,
        "sport_raw": facts.sport_raw,
        "elapsed_s": facts.elapsed_s,
        "timer_s": facts.timer_s,
        "moving_s": _first(measured.moving_s, facts.moving_s, facts.timer_s),
        "distance_m": _first(measured.distance_m, facts.distance_m),
        "calories_kcal": _first(facts.calories_kcal, facts.summary.get("total_calories_kcal")),
        "perceived_exertion": facts.perceived_exertion,
        "is_trainer": facts.is_trainer,
        "is_commute": facts.is_commute,
        "is_race": facts.is_race,
        "is_manual": facts.is_manual,
        "workout_type": facts.workout_type,
        **{name: getattr(facts, name) for name in _GEAR},
        "device": _device_name(facts.device),
        "flaws": [{"code": flaw.code, "detail": flaw.detail} for flaw in measured.flaws],
    }


def _placed_source(source: Evidence, athlete_time_zone: str) -> Evidence:
    if source.kind is SourceKind.MANUAL:
        return source
    return replace(source, facts=_placed(source.facts, athlete_time_zone))


def _placed(facts: SourceFacts, athlete_time_zone: str) -> SourceFacts:
    """The facts in the athlete's zone, where nothing better says where that was."""
    if facts.time_zone_source is not TimeZoneSource.ATHLETE or facts.time_zone == athlete_time_zone:
        return facts
    offset_s = offset_in(athlete_time_zone, facts.started_at)
    return facts if offset_s is None else replace(facts, time_zone=athlete_time_zone, utc_offset_s=offset_s)


def _by_hand(row: Mapping[str, Any], overrides: Mapping[str, Any]) -> dict[str, Any]:
    """The overridden columns, and the average speed that follows where a treadmill's distance or the time was set right."""
    stated = {name: value for name, value in overrides.items() if name in OVERRIDABLE - {"primary_source_id"}}
    distance_m, moving_s = (stated.get(name, row[name]) for name in ("distance_m", "moving_s"))
    if stated.keys() & {"distance_m", "moving_s"} and distance_m is not None and moving_s:
        stated["average_speed_mps"] = distance_m / moving_s
    return stated


def _filled(facts: SourceFacts, sources: Sequence[Evidence]) -> SourceFacts:
    """The facts with their gaps filled by what the others know; the zone from whoever knows it best."""
    missing = {
        name: next((value for one in sources if (value := getattr(one.facts, name)) is not None), None)
        for name in _FILLED
        if getattr(facts, name) is None
    }
    if facts.device == Device():
        missing["device"] = next((one.facts.device for one in sources if one.facts.device != Device()), facts.device)
    zones = [one.facts for one in sources if one.facts.time_zone_source is not None]
    best = min([facts, *zones], key=lambda one: _zone_rank(one.time_zone_source))
    return replace(
        facts,
        **missing,
        time_zone=best.time_zone,
        utc_offset_s=best.utc_offset_s,
        time_zone_source=best.time_zone_source,
    )


def _dated(facts: SourceFacts, primary: Evidence, sources: Sequence[Evidence]) -> tuple[SourceFacts, bool]:
    """The facts with the date of the first source that knows it, and whether any does; what was cut stays cut."""
    if not primary.measured.is_undated:
        return facts, True
    dated = next((one.facts for one in sources if not one.measured.is_undated), None)
    if dated is None:
        return facts, False
    off_ms = dated.started_at_ms - primary.facts.started_at_ms
    return replace(facts, started_at_ms=facts.started_at_ms + off_ms), True


def _zone_rank(source: TimeZoneSource | None) -> int:
    return len(_ZONE_ORDER) if source is None else _ZONE_ORDER.index(source)


def _with_words(facts: SourceFacts, sources: Sequence[Evidence]) -> SourceFacts:
    """What people write, and the sport where an archive's differs in family: people correct a sport there, never in the device."""
    writers = sorted(sources, key=lambda one: (_WORDS_FIRST.index(one.kind), one.source_id))
    words = {
        name: next((value for one in writers if (value := getattr(one.facts, name)) is not None), getattr(facts, name))
        for name in _WORDS
    }
    owner = next((one.facts for one in writers if one.facts.gear is not None), facts)
    words |= {name: getattr(owner, name) for name in _GEAR}
    for one in writers:
        family = family_of(one.facts.sport)
        if one.kind is SourceKind.ARCHIVE and family not in (SportFamily.OTHER, family_of(facts.sport)):
            words |= {"sport": one.facts.sport, "sport_raw": one.facts.sport_raw}
            break
    return replace(facts, **words)


def _said_by_source(row: Mapping[str, Any], facts: SourceFacts) -> dict[str, Any]:
    """The source's own totals where nothing was measured: a manual entry, an archive's row without its file."""
    said = {
        "ascent_m": "total_ascent_m",
        "descent_m": "total_descent_m",
        "average_speed_mps": "avg_speed_mps",
        "max_speed_mps": "max_speed_mps",
        "average_heart_rate_bpm": "avg_heart_rate_bpm",
        "max_heart_rate_bpm": "max_heart_rate_bpm",
        "average_power_w": "avg_power_w",
        "max_power_w": "max_power_w",
        "average_cadence_rpm": "avg_cadence_rpm",
        "average_temperature_c": "avg_temperature_c",
    }
    found = {column: facts.summary.get(name) for column, name in said.items() if row[column] is None}
    if found.get("average_speed_mps", 0) is None and row["distance_m"] and row["moving_s"]:
        found["average_speed_mps"] = row["distance_m"] / row["moving_s"]
    return found


def _without_zeros(row: Mapping[str, Any]) -> dict[str, Any]:
    """The columns in which a zero stands for a sensor that was not there: devices write it into their totals.

    An average power of 0 is real where any power was seen: somebody who hardly pedalled.
    """
    alone = ["average_heart_rate_bpm", "max_heart_rate_bpm", "average_cadence_rpm"]
    if not row["average_power_w"] and not row["max_power_w"]:
        alone += ["average_power_w", "max_power_w", "weighted_power_w"]
    return {name: None for name in alone if row[name] == 0}


def _clock(facts: SourceFacts, overrides: Mapping[str, Any]) -> dict[str, Any]:
    started_at = facts.started_at
    if moved := overrides.get("started_at"):
        started_at = datetime.fromisoformat(moved).astimezone(UTC)
    zone, source, offset_s = facts.time_zone, facts.time_zone_source or TimeZoneSource.ATHLETE, facts.utc_offset_s
    if chosen := overrides.get("time_zone"):
        zone, source = chosen, TimeZoneSource.ATHLETE
    if zone is not None:
        offset_s = _first(offset_in(zone, started_at), offset_s)
    offset_s = offset_s or 0
    return {
        "started_at": started_at,
        "time_zone": zone,
        "time_zone_source": source,
        "utc_offset_s": offset_s,
        "local_on": local_day(started_at, offset_s),
    }


_PARTS_OF_DAY = ((5, "Night"), (11, "Morning"), (14, "Lunch"), (18, "Afternoon"), (22, "Evening"), (24, "Night"))


def _default_name(row: Mapping[str, Any]) -> str:
    hour = (row["started_at"] + timedelta(seconds=row["utc_offset_s"])).hour
    part = next(name for until, name in _PARTS_OF_DAY if hour < until)
    kind = "activity" if row["sport"] == SportKind.OTHER else str(row["sport"]).replace("_", " ")
    return f"{part} {kind}"


def _device_name(device: Device) -> str | None:
    return " ".join(part for part in (device.manufacturer, device.product) if part) or None


def _first(*values: Any) -> Any:
    return next((value for value in values if value is not None), None)
