"""The recording behind an activity: columns over one time base."""

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]
Seconds = NDArray[np.int64]
Flags = NDArray[np.bool_]

STANDING_BELOW_MPS = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Shape (n,) each; `time_s` whole seconds since the start, rising. A quantity that was not recorded is None."""

    time_s: Seconds
    distance_m: Column | None = None
    latitude_deg: Column | None = None
    longitude_deg: Column | None = None
    altitude_m: Column | None = None
    speed_mps: Column | None = None
    heart_rate_bpm: Column | None = None
    cadence_rpm: Column | None = None
    """Of one leg for a runner."""
    power_w: Column | None = None
    temperature_c: Column | None = None

    def __len__(self) -> int:
        return len(self.time_s)

    @property
    def moving(self) -> Flags:
        """Whether the athlete moves at each point; without speed, always."""
        if self.speed_mps is None:
            return np.ones(len(self), dtype=np.bool_)
        return self.speed_mps > STANDING_BELOW_MPS

    @property
    def is_measured(self) -> bool:
        """Whether there is anything besides the times."""
        return any(getattr(self, one.name) is not None for one in fields(self) if one.name != "time_s")

    def between(self, from_s: int, to_s: int) -> "Columns":
        """The points from one second to another, counted anew from the first of them. Raises ValueError when there are fewer than two."""
        kept = (self.time_s >= from_s) & (self.time_s <= to_s)
        if np.count_nonzero(kept) < 2:
            raise ValueError(f"nothing was recorded between {from_s} s and {to_s} s")
        return self.only(kept).rebased()

    def rebased(self) -> "Columns":
        """The same with time and distance counted from the first point."""
        distance_m = None if self.distance_m is None else self.distance_m - self.distance_m[0]
        return replace(self, time_s=self.time_s - self.time_s[0], distance_m=distance_m)

    def only(self, kept: Flags | Seconds) -> "Columns":
        """Some of the points, under their own times: flags, or places in rising order."""
        columns: dict[str, Any] = {one.name: getattr(self, one.name) for one in fields(self)}
        return replace(self, **{name: column[kept] for name, column in columns.items() if column is not None})
