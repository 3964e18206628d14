"""Summaries the device wrote: sessions, laps, lengths, timer events, the local time."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from paceline.connectors.base import Lap, Pause
from paceline.connectors.files.fit.clock import Clock
from paceline.connectors.files.fit.messages import MessageSet, Table
from paceline.connectors.files.fit.names import (
    EVENT_STARTS,
    EVENT_STOPS,
    INTENSITIES,
    LAP_TRIGGERS,
    MULTISPORT_SPORT,
    TIMER_EVENT,
)
from paceline.connectors.files.fit.profile import (
    ACTIVE_LENGTH,
    ACTIVITY,
    EVENT,
    LAP,
    LAP_INTENSITY,
    LAP_SUMMARY,
    LAP_TRIGGER,
    LENGTH,
    LENGTH_FIELDS,
    SESSION,
    SESSION_SPORT,
    SESSION_SUB_SPORT,
    SESSION_SUMMARY,
    SESSION_TIMES,
    SPORT,
    START_TIME,
    FieldSpec,
)
from paceline.connectors.files.fit.protocol import EPOCH_S, TIMESTAMP

_ELAPSED, _TIMER, _DISTANCE = SESSION_TIMES
_ACTIVITY_SESSIONS, _ACTIVITY_TYPE, _LOCAL_TIMESTAMP = 1, 2, 5
_MULTI_SPORT_TYPE: Final = 1
_QUARTER_S: Final = 900
_MAX_OFFSET_S: Final = 14 * 3600


@dataclass(frozen=True, slots=True)
class Session:
    """A session message. Times are FIT seconds; None where the device wrote nothing."""

    start_s: float
    elapsed_s: float | None
    timer_s: float | None
    distance_m: float | None
    sport: int | None
    sub_sport: int | None
    summary: dict[str, float]

    @property
    def end_s(self) -> float:
        """FIT seconds of the end, the start when the length is unknown."""
        return self.start_s + (self.elapsed_s or 0)


@dataclass(frozen=True, slots=True)
class Length:
    """A swum length: FIT seconds of its end."""

    end_s: float
    active: bool


def to_unix_ms(seconds: float) -> int:
    """FIT seconds as Unix milliseconds UTC."""
    return round((seconds + EPOCH_S) * 1000)


def number(value: float) -> float | None:
    """NaN as None."""
    return None if math.isnan(value) else value


def whole(value: float) -> int | None:
    """NaN as None, anything else as a whole number."""
    return None if math.isnan(value) else int(value)


def read_sessions(messages: MessageSet, clock: Clock) -> list[Session]:
    """The sessions in order of their start, each once; one that only wraps the others is left out."""
    table = messages.table(SESSION)
    if not len(table):
        return []
    starts, elapsed, timers, distances = _times(table, clock)
    sports, subs = table.column(SESSION_SPORT).tolist(), table.column(SESSION_SUB_SPORT).tolist()
    summaries = _summaries(table, SESSION_SUMMARY)
    found = [
        Session(starts[row], elapsed[row], timers[row], distances[row], whole(sports[row]), whole(subs[row]), summary)
        for row, summary in enumerate(summaries)
    ]
    unique = {(one.start_s, one.elapsed_s, one.sport): one for one in found}
    # An unknown start sorts last, so that it never takes the records of a session that has one.
    ordered = sorted(unique.values(), key=lambda one: (math.isnan(one.start_s), one.start_s if one.start_s > 0 else 0))
    single = [one for one in ordered if one.sport != MULTISPORT_SPORT]
    return single if len(single) > 1 else ordered


def _times(
    table: Table, clock: Clock
) -> tuple[list[float], list[float | None], list[float | None], list[float | None]]:
    """Starts (NaN where unknown or not to be believed), elapsed and timer seconds, metres."""
    elapsed, timers, distances = (table.column(spec.number, spec.scale) for spec in SESSION_TIMES)
    starts = table.column(START_TIME)
    counted_back = table.column(TIMESTAMP) - np.nan_to_num(elapsed)
    starts = clock.believe(np.where(np.isnan(starts), counted_back, starts))
    listed = [[number(value) for value in column.tolist()] for column in (elapsed, timers, distances)]
    return starts.tolist(), listed[0], listed[1], listed[2]


def _summaries(table: Table, specs: Sequence[FieldSpec]) -> list[dict[str, float]]:
    summaries: list[dict[str, float]] = [{} for _ in range(len(table))]
    for spec in specs:
        if spec.number not in table.keys:
            continue
        for summary, value in zip(summaries, table.column(spec.number, spec.scale, spec.offset).tolist(), strict=True):
            if not math.isnan(value):
                summary[spec.key] = value
    return summaries


def read_laps(messages: MessageSet, clock: Clock) -> list[Lap]:
    """The laps in order of their start, each once; one without any time is left out."""
    table = messages.table(LAP)
    if not len(table):
        return []
    starts, elapsed, timers, distances = _times(table, clock)
    triggers, intensities = table.column(LAP_TRIGGER).tolist(), table.column(LAP_INTENSITY).tolist()
    laps = [
        Lap(
            started_at_ms=to_unix_ms(starts[row]),
            elapsed_s=elapsed[row] or timers[row] or 0.0,
            timer_s=timers[row],
            distance_m=distances[row],
            trigger=LAP_TRIGGERS.get(whole(triggers[row]) or 0) if not math.isnan(triggers[row]) else None,
            intensity=INTENSITIES.get(whole(intensities[row]) or 0) if not math.isnan(intensities[row]) else None,
            summary=summary,
        )
        for row, summary in enumerate(_summaries(table, LAP_SUMMARY))
        if not math.isnan(starts[row])
    ]
    unique = {(lap.started_at_ms, lap.elapsed_s, lap.timer_s, lap.distance_m): lap for lap in laps}
    return sorted(unique.values(), key=lambda lap: lap.started_at_ms)


def read_lengths(messages: MessageSet, clock: Clock) -> list[Length]:
    """The lengths of a pool swim in order of their end."""
    table = messages.table(LENGTH)
    if not len(table):
        return []
    elapsed, kinds = (table.column(spec.number, spec.scale) for spec in LENGTH_FIELDS)
    ends = table.column(START_TIME) + elapsed
    ends = clock.believe(np.where(np.isnan(ends), table.column(TIMESTAMP), ends))
    kinds_of_ends = {end: kind for end, kind in zip(ends.tolist(), kinds.tolist(), strict=True) if not math.isnan(end)}
    return [Length(end, kind == ACTIVE_LENGTH) for end, kind in sorted(kinds_of_ends.items())]


def read_pauses(messages: MessageSet, clock: Clock) -> list[Pause]:
    """The times from each stop of the timer to the next start."""
    table = messages.table(EVENT)
    if not len(table):
        return []
    rows = np.flatnonzero((table.column(0) == TIMER_EVENT) & ~np.isnan(table.times()))
    kinds, seconds = table.column(1)[rows].tolist(), clock.corrected(table.times()[rows]).tolist()
    pauses: list[Pause] = []
    stopped: float | None = None
    for kind, at in zip(kinds, seconds, strict=True):
        if kind in EVENT_STOPS and stopped is None:
            stopped = at
        elif kind in EVENT_STARTS and stopped is not None:
            if at > stopped:
                pauses.append(Pause(to_unix_ms(stopped), to_unix_ms(at)))
            stopped = None
    return pauses


def read_utc_offset_s(messages: MessageSet) -> int | None:
    """Local minus UTC, to the quarter of an hour, since devices read their two clocks some seconds apart."""
    table = messages.table(ACTIVITY)
    for local, utc in zip(table.column(_LOCAL_TIMESTAMP).tolist(), table.column(TIMESTAMP).tolist(), strict=True):
        if math.isnan(local) or math.isnan(utc):
            continue
        offset = round((local - utc) / _QUARTER_S) * _QUARTER_S
        if abs(offset) <= _MAX_OFFSET_S:
            return offset
    return None


def says_multi_sport(messages: MessageSet) -> bool:
    """Whether one activity message claims several sessions."""
    table = messages.table(ACTIVITY)
    kinds, sessions = table.column(_ACTIVITY_TYPE), table.column(_ACTIVITY_SESSIONS)
    return bool(((kinds == _MULTI_SPORT_TYPE) | (sessions > 1)).any())


def read_sport(messages: MessageSet) -> tuple[int | None, int | None]:
    """Sport and sub-sport of the first sport message, for a recording without a session."""
    table = messages.table(SPORT)
    if not len(table):
        return None, None
    return whole(table.column(0).tolist()[0]), whole(table.column(1).tolist()[0])
