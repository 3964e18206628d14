"""What a source may claim at most. A total beyond anyone's reach is damage: it is unknown, and stays out of every sum."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import datetime, timedelta
from math import isfinite
from typing import Any

from paceline.activities.schemas import DATE_UNKNOWN, Measured, SourceFacts, instant
from paceline.connectors.base import Flaw, Lap, Recording

# By the unit a name ends with; times, distances and energy as generous as what people may set by hand.
_MOST = {
    "s": 6_048_000.0,
    "m": 20_000_000.0,
    "mps": 150.0,
    "bpm": 260.0,
    "w": 5_000.0,
    "rpm": 1_000.0,
    "kcal": 200_000.0,
    "kj": 1_000_000.0,
    "j": 1e9,
    "c": 200.0,
}
_MOST_OF_OTHERS = 1e12
_SIGNED_UNITS = frozenset({"c"})
_SIGNED_WORDS = frozenset({"altitude", "vertical"})
_OWN_TOTALS = ("elapsed_s", "timer_s", "moving_s", "distance_m", "calories_kcal", "perceived_exertion")
_MEASURED_TOTALS = tuple(
    item.name for item in fields(Measured) if item.name.rpartition("_")[2] in _MOST and item.name != "elapsed_s"
)


_AHEAD = timedelta(days=1)
"""A clock in a zone of its own may run so far ahead."""


def flaws_of_date(recording: Recording, now: datetime) -> tuple[Flaw, ...]:
    """A flaw for a recording of a clock that was not set, or set ahead: nobody knows its date (see `Measured.is_undated`)."""
    started_at = instant(recording.started_at_ms)
    if recording.is_dated and started_at <= now + _AHEAD:
        return ()
    detail = f"The clock was wrong: {started_at:%Y-%m-%d} cannot be the date. It counts once its start is set."
    return (Flaw(DATE_UNKNOWN, detail),)


def is_plausible(name: str, value: float) -> bool:
    """Whether a value can be true of anybody; `name` ends with its unit (`distance_m`, `avg_power_w`)."""
    words = name.split("_")
    unit = words[-1]
    if not isfinite(value) or abs(value) > _MOST.get(unit, _MOST_OF_OTHERS):
        return False
    return value >= 0 or unit not in _MOST or unit in _SIGNED_UNITS or not _SIGNED_WORDS.isdisjoint(words)


def plausible_facts(facts: SourceFacts) -> tuple[SourceFacts, tuple[Flaw, ...]]:
    """The facts without what cannot be true, and a flaw that names it. An elapsed time is 0 then, everything else unknown."""
    refused = _refused({name: getattr(facts, name) for name in _OWN_TOTALS})
    summary = _refused(facts.summary)
    laps = tuple(_plausible_lap(lap) for lap in facts.laps)
    changes: dict[str, Any] = {name: 0.0 if name == "elapsed_s" else None for name in refused}
    if summary:
        changes["summary"] = {name: value for name, value in facts.summary.items() if name not in summary}
    if laps != facts.laps:
        changes["laps"] = laps
    return (replace(facts, **changes), flaws_of_refused(refused + summary)) if changes else (facts, ())


def plausible_measured(measured: Measured) -> tuple[Measured, tuple[Flaw, ...]]:
    """The measured totals without what cannot be true, and a flaw that names it."""
    refused = _refused({name: getattr(measured, name) for name in _MEASURED_TOTALS})
    return (replace(measured, **dict.fromkeys(refused)), flaws_of_refused(refused)) if refused else (measured, ())


def plausible_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a projected row to overwrite, `flaws` among them; empty for a row that can be true."""
    refused = _refused({name: row[name] for name in ("elapsed_s", "timer_s", "calories_kcal", *_MEASURED_TOTALS)})
    if not refused:
        return {}
    flaws = [{"code": flaw.code, "detail": flaw.detail} for flaw in flaws_of_refused(refused)]
    return {name: 0.0 if name == "elapsed_s" else None for name in refused} | {"flaws": [*row["flaws"], *flaws]}


def flaws_of_refused(names: list[str]) -> tuple[Flaw, ...]:
    """One flaw that names all refused totals."""
    if not names:
        return ()
    listed = ", ".join(dict.fromkeys(names))
    return (Flaw("total_implausible", f"What the file says cannot be true and was left out: {listed}."),)


def _refused(values: Mapping[str, float | None]) -> list[str]:
    return [name for name, value in values.items() if value is not None and not is_plausible(name, value)]


def _plausible_lap(lap: Lap) -> Lap:
    refused = _refused({"elapsed_s": lap.elapsed_s, "timer_s": lap.timer_s, "distance_m": lap.distance_m})
    summary = _refused(lap.summary)
    if not refused and not summary:
        return lap
    changes: dict[str, Any] = {name: 0.0 if name == "elapsed_s" else None for name in refused}
    return replace(lap, **changes, summary={name: value for name, value in lap.summary.items() if name not in summary})
