"""What the samples of a leg come to, beside what its device says.

Which value wins, the first that is known:

    distance   the source's total, the distance channel, the positions (not indoors)
    moving     on foot, riding and rowing distance, speed or cadence (`science.movement`), the source's moving time, its timer;
               of swims what the device's average speed makes of its distance (without the rests at the wall);
               of these and other sports the source's moving time, its timer, the timer of the samples
    climb      the device's total (a barometer knows better), the altitude channel
    averages   the cleaned channel over time, the device's value
    maxima     the cleaned channel, the device's value
    energy     the power channel, the device's work

Averages weigh each sample with the time it stands for while the timer ran. Speed is distance over moving time, which is never
so short that the average exceeds the maximum while the timer allows it. Cadence leaves out the time of not pedalling, power
counts it. A maximum of an uncleaned channel would be the record of a sensor fault.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from paceline.activities.rules.polyline import encode_track, usable_positions
from paceline.activities.rules.stream_codec import EXTRA_PREFIX
from paceline.activities.schemas import Measured, SourceFacts, storable_text
from paceline.connectors.base import Channel, Samples
from paceline.connectors.recording import STANDING_IS_REST, flaws_of_recording, recording_of
from paceline.connectors.sports import SportFamily
from paceline.science.elevation import AltitudeSource, ElevationChange, heuristic_elevation_change
from paceline.science.power import average_power, normalized_power_coggan, work_kj
from paceline.science.recording import CleanRecording
from paceline.science.result import NotComputable
from paceline.science.streams import SPEED_CAP_MPS, Family

Column = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Leg:
    """What the parts below share."""

    facts: SourceFacts
    recording: CleanRecording

    @property
    def family(self) -> Family:
        return self.recording.family

    def column(self, channel: Channel) -> Column | None:
        return self.recording.column(channel)

    def said(self, *names: str) -> float | None:
        """The first of the device's own values that is there and not zero."""
        return next((value for name in names if (value := self.facts.summary.get(name))), None)


def measure(
    samples: Samples,
    facts: SourceFacts,
    family: SportFamily,
    *,
    altitude_source: AltitudeSource = AltitudeSource.POSITION,
    recording: CleanRecording | None = None,
) -> Measured:
    """The measured values of one leg, by the order of this module; what nothing tells stays `None`.

    `facts` gives the source's totals, its pauses and whether it was indoors. `recording` are the same samples made ready already,
    where somebody has. Pure; a one-hour recording takes milliseconds.
    """
    leg = _Leg(facts, recording or recording_of(samples, facts.pauses, family))
    distance_m = facts.distance_m or _distance(leg)
    fastest_mps = _largest(leg.recording.clean("speed_mps"))
    moving_s = _moving(leg) if family in STANDING_IS_REST else _timed(leg, family)
    moving_s = _long_enough(leg, moving_s, distance_m, fastest_mps)
    average_speed = distance_m / moving_s if distance_m and moving_s else None
    change = _elevation(leg, altitude_source)
    return Measured(
        elapsed_s=facts.elapsed_s,
        moving_s=moving_s,
        distance_m=distance_m,
        ascent_m=leg.said("total_ascent_m") or (change.gain_m if change else facts.summary.get("total_ascent_m")),
        descent_m=leg.said("total_descent_m") or (change.loss_m if change else facts.summary.get("total_descent_m")),
        average_speed_mps=average_speed or leg.said("avg_speed_mps"),
        max_speed_mps=_at_least(fastest_mps, average_speed, leg.family) or leg.said("max_speed_mps"),
        **_heart_rate(leg),
        **_power(leg),
        average_cadence_rpm=_mean(leg, Channel.CADENCE, without_zero=True) or leg.said("avg_cadence_rpm"),
        average_temperature_c=_first_known(_mean(leg, Channel.TEMPERATURE), facts.summary.get("avg_temperature_c")),
        **_places(samples),
        sample_count=len(samples),
        channels=_channel_names(samples),
        flaws=tuple(flaws_of_recording(leg.recording)),
    )


def _distance(leg: _Leg) -> float | None:
    counter = leg.recording.distance_m
    if counter is None or (leg.facts.is_trainer and leg.column(Channel.DISTANCE) is None):
        return None
    known = counter[np.isfinite(counter)]
    # The counter of a device that was not reset starts above zero.
    return float(known.max() - known[0])


def _moving(leg: _Leg) -> float | None:
    moving = leg.recording.moving_s
    return _source_s(leg) if isinstance(moving, NotComputable) or moving == 0 else moving


def _source_s(leg: _Leg) -> float | None:
    return _first_known(leg.facts.moving_s, leg.said("total_moving_time_s"), leg.facts.timer_s)


def _at_least(fastest_mps: float | None, average_mps: float | None, family: Family) -> float | None:
    """A speed sensor that woke late saw less than the distance proves."""
    if not fastest_mps or not average_mps or average_mps > SPEED_CAP_MPS[family]:
        return fastest_mps
    return max(fastest_mps, average_mps)


def _timed(leg: _Leg, family: SportFamily) -> float | None:
    swum_m, swum_mps = leg.facts.distance_m, leg.said("avg_speed_mps")
    if family is SportFamily.SWIM and leg.facts.moving_s is None and swum_m and swum_mps:
        return swum_m / swum_mps
    return _source_s(leg) or leg.recording.timer_s or None


def _long_enough(
    leg: _Leg, moving_s: float | None, distance_m: float | None, fastest_mps: float | None
) -> float | None:
    """Moving time within the timer, and within it no shorter than the distance takes at the fastest speed there was."""
    if moving_s is None:
        return None
    needed_s = (distance_m or 0.0) / (fastest_mps or SPEED_CAP_MPS[leg.family])
    limits = [limit for limit in (leg.facts.timer_s, leg.facts.elapsed_s) if limit and limit > 0]
    return min(max(moving_s, needed_s), *limits) if limits else moving_s


def _elevation(leg: _Leg, source: AltitudeSource) -> ElevationChange | None:
    altitude = leg.column(Channel.ALTITUDE)
    if altitude is None:
        return None
    change = heuristic_elevation_change(leg.recording.base.at_s, altitude, source)
    return None if isinstance(change, NotComputable) else change


def _heart_rate(leg: _Leg) -> dict[str, Any]:
    clean = leg.recording.heart_rate_bpm
    return {
        "average_heart_rate_bpm": leg.recording.mean(clean) or leg.said("avg_heart_rate_bpm"),
        "max_heart_rate_bpm": _largest(clean) or leg.said("max_heart_rate_bpm"),
    }


def _power(leg: _Leg) -> dict[str, Any]:
    work_j = leg.said("total_work_j")
    said: dict[str, float | None] = {
        "average_power_w": leg.said("avg_power_w"),
        "max_power_w": leg.said("max_power_w"),
        "energy_kj": work_j / 1000 if work_j else None,
    }
    series = leg.recording.power_1hz
    if series is None or isinstance(series, NotComputable):
        return said
    watts = series.timer_values
    ours = {
        "average_power_w": _value(average_power(watts)),
        "max_power_w": _largest(leg.recording.power_w),
        "weighted_power_w": _value(normalized_power_coggan(watts)),
        "energy_kj": _value(work_kj(watts)),
    }
    return said | {name: value for name, value in ours.items() if value is not None}


def _mean(leg: _Leg, channel: Channel, *, without_zero: bool = False) -> float | None:
    column = leg.column(channel)
    if column is None:
        return None
    return leg.recording.mean(np.where(column > 0, column, np.nan) if without_zero else column)


def _largest(column: Column | None) -> float | None:
    if column is None or not bool(np.isfinite(column).any()):
        return None
    return float(np.nanmax(column))


def _value(metric: float | NotComputable) -> float | None:
    return None if isinstance(metric, NotComputable) else metric


def _first_known(*values: float | None) -> float | None:
    return next((value for value in values if value is not None), None)


def _places(samples: Samples) -> dict[str, Any]:
    latitude, longitude = samples.channels.get(Channel.LATITUDE), samples.channels.get(Channel.LONGITUDE)
    if latitude is None or longitude is None:
        return {}
    usable = usable_positions(latitude, longitude)
    if not len(usable):
        return {}
    first, last = usable[0], usable[-1]
    return {
        "start_latitude_deg": float(latitude[first]),
        "start_longitude_deg": float(longitude[first]),
        "end_latitude_deg": float(latitude[last]),
        "end_longitude_deg": float(longitude[last]),
        "polyline": encode_track(latitude, longitude),
    }


def _channel_names(samples: Samples) -> tuple[str, ...]:
    """The names the streams are stored under, without the time base."""
    names = [channel.value for channel, values in samples.channels.items() if bool(np.isfinite(values).any())]
    names += [
        EXTRA_PREFIX + storable_text(extra.name) for extra in samples.extras if bool(np.isfinite(extra.values).any())
    ]
    return tuple(dict.fromkeys(names))
