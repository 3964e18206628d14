"""A recording made ready for its analysis: one time base, clean channels, speed and distance from the best source there is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from paceline.connectors.base import Channel, Flaw, Pause, Samples
from paceline.connectors.sports import SportFamily
from paceline.science.grade import heuristic_grade_pct
from paceline.science.movement import heuristic_distance_from_positions, heuristic_speed_from_distance
from paceline.science.pace import grade_adjusted_speed_mps
from paceline.science.result import NotComputable
from paceline.science.streams import (
    DT_CAP_S,
    Cleaned,
    Column,
    Family,
    GapFill,
    SecondSeries,
    TimeBase,
    clean_heart_rate,
    clean_power,
    clean_speed,
    heuristic_gap_limit_s,
    resample_1hz,
)

Cleaner = Callable[[Column], Cleaned]
_PLAUSIBILITY = {
    SportFamily.RUN: Family.RUN,
    SportFamily.WALK: Family.WALK,
    SportFamily.SWIM: Family.WALK,
    SportFamily.ROW: Family.WALK,
}


def time_base(samples: Samples, pauses: tuple[Pause, ...]) -> TimeBase:
    """The time base of a recording. Makers write pauses out of order or overlapping; they are merged."""
    merged: list[tuple[int, int]] = []
    for pause in sorted(pauses, key=lambda one: one.from_ms):
        begin = max(pause.from_ms, merged[-1][1]) if merged else pause.from_ms
        if pause.to_ms > begin:
            merged.append((begin, pause.to_ms))
    return TimeBase.from_unix_ms(samples.at_ms, tuple(merged))


@dataclass
class Recording:
    """The channels of one activity, each cleaned before anything is resampled. Missing channels are `None`."""

    samples: Samples
    base: TimeBase
    sport_family: SportFamily
    flaws: list[Flaw] = field(default_factory=list[Flaw])

    @classmethod
    def of(cls, samples: Samples, pauses: tuple[Pause, ...], sport_family: SportFamily) -> "Recording":
        """Of neutral records; the samples must not be empty."""
        return cls(samples, time_base(samples, pauses), sport_family)

    @property
    def plausibility(self) -> Family:
        """Whose limits of speed apply."""
        return _PLAUSIBILITY.get(self.sport_family, Family.RIDE)

    @cached_property
    def gap_limit_s(self) -> float:
        return heuristic_gap_limit_s(self.base.at_s)

    @cached_property
    def dt_s(self) -> Column:
        """What each sample stands for; a slow recorder's samples for as long as they are joined."""
        return self.base.dt_s(max(DT_CAP_S, self.gap_limit_s))

    @cached_property
    def timer_s(self) -> float:
        """Seconds the timer ran from the first sample to the last."""
        return float(self.base.timer_at(self.base.at_s[-1:])[0])

    @cached_property
    def power_w(self) -> Column | None:
        return self._cleaned("power", Channel.POWER, clean_power)

    @cached_property
    def heart_rate_bpm(self) -> Column | None:
        return self._cleaned("heart_rate", Channel.HEART_RATE, lambda raw: clean_heart_rate(self.base.at_s, raw))

    @cached_property
    def distance_m(self) -> Column | None:
        """The device's counter, else from positions."""
        distance = self._column(Channel.DISTANCE)
        if distance is not None:
            return distance
        latitude, longitude = self._column(Channel.LATITUDE), self._column(Channel.LONGITUDE)
        if latitude is None or longitude is None:
            return None
        found = heuristic_distance_from_positions(self.base.at_s, latitude, longitude, self.plausibility)
        return None if isinstance(found, NotComputable) else found

    @cached_property
    def speed_mps(self) -> Column | None:
        """The device's speed, else from distance."""
        raw = self._column(Channel.SPEED)
        if raw is None and self.distance_m is not None:
            raw = heuristic_speed_from_distance(self.base.at_s, self.distance_m)
        if raw is None or not bool(np.isfinite(raw).any()):
            return None
        return self._noted("speed", clean_speed(raw, self.plausibility))

    @cached_property
    def graded_speed_mps(self) -> Column | None:
        """The level speed of the same effort, runs only (the model is of runners); without altitude the ground is level."""
        speed = self.speed_mps
        if speed is None or self.sport_family is not SportFamily.RUN:
            return None
        return grade_adjusted_speed_mps(speed, self._grade_pct())

    @cached_property
    def cadence_rpm(self) -> Column | None:
        return self._column(Channel.CADENCE)

    def seconds(self, column: Column, fill: GapFill = GapFill.MISSING) -> SecondSeries | NotComputable:
        """A channel on the grid of whole seconds."""
        return resample_1hz(self.base, column, gap_limit_s=self.gap_limit_s, fill=fill)

    def _grade_pct(self) -> Column:
        altitude, distance = self._column(Channel.ALTITUDE), self.distance_m
        if altitude is not None and distance is not None:
            return heuristic_grade_pct(distance, altitude)
        grade = self._column(Channel.GRADE)
        return np.zeros(len(self.samples)) if grade is None else grade

    def _column(self, channel: Channel) -> Column | None:
        column = self.samples.channels.get(channel)
        return column if column is not None and bool(np.isfinite(column).any()) else None

    def _cleaned(self, what: str, channel: Channel, clean: Cleaner) -> Column | None:
        raw = self._column(channel)
        return None if raw is None else self._noted(what, clean(raw))

    def _noted(self, what: str, cleaned: Cleaned) -> Column | None:
        if cleaned.flagged:
            words = what.replace("_", " ")
            self.flaws.append(Flaw(f"{what}_implausible", f"{cleaned.flagged} impossible values of {words} left out."))
        return cleaned.values if bool(np.isfinite(cleaned.values).any()) else None
