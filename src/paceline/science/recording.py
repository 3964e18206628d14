"""A recording made ready for computing: one time base, clean channels, speed and distance from the best source there is.

Each of them is made when it is first asked for, and once: what an activity comes to and what its analysis says share them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from paceline.science.grade import heuristic_grade_pct
from paceline.science.movement import (
    heuristic_distance_from_positions,
    heuristic_speed_from_distance,
    moving_time_s,
)
from paceline.science.result import Metric, NotComputable
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


@dataclass(frozen=True)
class CleanRecording:
    """The channels of one activity. A missing channel, or one without any value, is `None`.

    `channels` by name (`power_w`, `heart_rate_bpm`, `distance_m`, `speed_mps`, `altitude_m`, `grade_pct`, `cadence_rpm`,
    `latitude_deg`, `longitude_deg`), one value a sample, NaN = missing. `family` says whose limits of speed apply.
    """

    base: TimeBase
    channels: Mapping[str, Column]
    family: Family

    @classmethod
    def of(
        cls,
        at_ms: NDArray[np.int64],
        pauses_ms: tuple[tuple[int, int], ...],
        channels: Mapping[str, Column],
        family: Family,
    ) -> "CleanRecording":
        """Times and pauses in Unix milliseconds UTC; makers write pauses out of order or overlapping, so they are merged."""
        merged: list[tuple[int, int]] = []
        for begin, end in sorted(pauses_ms):
            begin = max(begin, merged[-1][1]) if merged else begin
            if end > begin:
                merged.append((begin, end))
        return cls(TimeBase.from_unix_ms(at_ms, tuple(merged)), channels, family)

    def judged_as(self, family: Family) -> "CleanRecording":
        """The same by another family's limits of speed; itself where they are the same."""
        return self if family is self.family else replace(self, family=family)

    def column(self, name: str) -> Column | None:
        """A channel as it was recorded."""
        column = self.channels.get(name)
        return column if column is not None and bool(np.isfinite(column).any()) else None

    @cached_property
    def gap_limit_s(self) -> float:
        return heuristic_gap_limit_s(self.base.at_s)

    @cached_property
    def dt_s(self) -> Column:
        """What each sample stands for; a slow recorder's samples for as long as they are joined."""
        return self.base.dt_s(max(DT_CAP_S, self.gap_limit_s))

    @cached_property
    def timer_s(self) -> float:
        """Seconds the timer ran from the first sample to the last; 0 without samples."""
        return float(self.base.timer_at(self.base.at_s[-1:])[0]) if len(self.base.at_s) else 0.0

    @cached_property
    def cleaned(self) -> Mapping[str, Cleaned]:
        """The channels that were cleaned by name, with how many impossible values each had."""
        return dict(self._clean())

    def _clean(self) -> Iterator[tuple[str, Cleaned]]:
        power, heart_rate = self.column("power_w"), self.column("heart_rate_bpm")
        if power is not None:
            yield "power_w", clean_power(self.base.at_s, power)
        if heart_rate is not None:
            yield "heart_rate_bpm", clean_heart_rate(self.base.at_s, heart_rate)
        speed = self.column("speed_mps")
        if speed is None and self.distance_m is not None:
            speed = heuristic_speed_from_distance(self.base.at_s, self.distance_m)
        if speed is not None and bool(np.isfinite(speed).any()):
            yield "speed_mps", clean_speed(speed, self.family)

    def clean(self, name: str) -> Column | None:
        """A cleaned channel, `None` where nothing of it was left."""
        cleaned = self.cleaned.get(name)
        return cleaned.values if cleaned is not None and bool(np.isfinite(cleaned.values).any()) else None

    @property
    def power_w(self) -> Column | None:
        return self.clean("power_w")

    @property
    def heart_rate_bpm(self) -> Column | None:
        return self.clean("heart_rate_bpm")

    @property
    def speed_mps(self) -> Column | None:
        """The device's speed, else from distance."""
        return self.clean("speed_mps")

    @cached_property
    def distance_m(self) -> Column | None:
        """The device's counter, else from positions."""
        distance = self.column("distance_m")
        if distance is not None:
            return distance
        latitude, longitude = self.column("latitude_deg"), self.column("longitude_deg")
        if latitude is None or longitude is None:
            return None
        found = heuristic_distance_from_positions(self.base.at_s, latitude, longitude, self.family)
        return None if isinstance(found, NotComputable) else found

    @cached_property
    def grade_pct(self) -> Column:
        """Grade at each sample; without altitude and without a grade of its own the ground is level."""
        altitude = self.column("altitude_m")
        if altitude is not None and self.distance_m is not None:
            return heuristic_grade_pct(self.distance_m, altitude)
        grade = self.column("grade_pct")
        return np.zeros(len(self.base.at_s)) if grade is None else grade

    @cached_property
    def moving_s(self) -> Metric[float]:
        """Seconds in motion by distance, speed and cadence; see `movement.moving_time_s`."""
        return moving_time_s(
            self.base,
            self.family,
            distance_m=self.distance_m,
            speed_mps=self.speed_mps,
            cadence_rpm=self.column("cadence_rpm"),
        )

    @cached_property
    def power_1hz(self) -> SecondSeries | NotComputable | None:
        """Power on whole seconds, holes as 0 W; `None` without power."""
        return None if self.power_w is None else self.seconds(self.power_w, GapFill.ZERO)

    def seconds(self, column: Column, fill: GapFill = GapFill.MISSING) -> SecondSeries | NotComputable:
        """A channel on the grid of whole seconds."""
        return resample_1hz(self.base, column, gap_limit_s=self.gap_limit_s, fill=fill)

    def mean(self, column: Column | None) -> float | None:
        """The mean of a channel over the time its samples stand for, the plain mean where that is none (a single sample)."""
        known = np.isfinite(column) if column is not None else None
        if column is None or known is None or not bool(known.any()):
            return None
        weights = self.dt_s[known]
        total = float(weights.sum())
        return float(np.dot(column[known], weights) / total) if total > 0 else float(column[known].mean())
