"""How an analysis is stored: metrics as JSON, histograms and curves as fixed point, differences, zstd.

metrics     {"timer_s": …, "recorded_s": {…}, "flaws": [[code, detail]], "metrics": {key: number | [code, reason]}}
histograms  zstd of int64: for each measure its number, how many bins, missing ms, bins as differences, ms in each
curve       zstd of int32: fixed point at the durations of its measure, as differences; the lowest int32 is a missing mean
holders     zstd of 16 bytes for each point of a combined curve: the id of the activity that holds it
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import orjson
import zstandard
from numpy.typing import NDArray

from paceline.connectors.base import Flaw
from paceline.fitness.rules.analysis import analysis_version
from paceline.fitness.schemas import Analysis, EncodedAnalysis, Measure
from paceline.science.result import Metric, NotComputable
from paceline.science.streams import Column
from paceline.science.zones import HEART_RATE_BIN_BPM, POWER_BIN_W, SPEED_BIN_MPS, Histogram

_LEVEL = 3
_MEASURES = (Measure.HEART_RATE, Measure.POWER, Measure.GRADED_SPEED, Measure.SPEED)
_BIN_WIDTHS = {
    Measure.HEART_RATE: HEART_RATE_BIN_BPM,
    Measure.POWER: POWER_BIN_W,
    Measure.GRADED_SPEED: SPEED_BIN_MPS,
    Measure.SPEED: SPEED_BIN_MPS,
}
CURVE_STEPS = {Measure.POWER: 100, Measure.HEART_RATE: 100, Measure.SPEED: 10_000, Measure.GRADED_SPEED: 10_000}
"""Steps per W, bpm and m/s: a curve is exact to half a step."""
_MISSING = np.iinfo(np.int32).min


def encode_analysis(analysis: Analysis) -> EncodedAnalysis:
    """For storage, under the present version."""
    return EncodedAnalysis(
        sport_family=analysis.sport_family,
        calc_version=analysis_version(),
        metrics=_metrics_json(analysis),
        channels=tuple(measure.value for measure in _MEASURES if measure in analysis.histograms),
        histograms=encode_histograms(analysis.histograms) if analysis.histograms else None,
        curves={measure: encode_curve(measure, curve) for measure, curve in analysis.curves.items() if len(curve)},
        bests=analysis.bests,
    )


def _metrics_json(analysis: Analysis) -> str:
    content = {
        "timer_s": analysis.timer_s,
        "recorded_s": {measure.value: seconds for measure, seconds in analysis.recorded_s.items()},
        "flaws": [[flaw.code, flaw.detail] for flaw in analysis.flaws],
        "metrics": {
            key: [value.code, value.reason] if isinstance(value, NotComputable) else value
            for key, value in analysis.metrics.items()
        },
    }
    return orjson.dumps(content).decode()


def decode_analysis(sport_family: str, metrics: Mapping[str, Any], histograms: bytes | None) -> Analysis:
    """What judging needs of a stored analysis: all but curves and bests."""
    return Analysis(
        sport_family=sport_family,
        metrics={key: _metric(value) for key, value in metrics["metrics"].items()},
        timer_s=metrics["timer_s"],
        recorded_s={Measure(name): seconds for name, seconds in metrics["recorded_s"].items()},
        histograms=decode_histograms(histograms) if histograms else {},
        flaws=tuple(Flaw(code, detail) for code, detail in metrics["flaws"]),
    )


def _metric(value: float | list[str]) -> Metric[float]:
    return NotComputable(*value) if isinstance(value, list) else value


def encode_histograms(histograms: Mapping[Measure, Histogram]) -> bytes:
    """Seconds to the millisecond, which is the resolution of the samples' times."""
    parts: list[np.ndarray[Any, np.dtype[np.int64]]] = []
    for number, measure in enumerate(_MEASURES):
        histogram = histograms.get(measure)
        if histogram is not None:
            head = np.array([number, len(histogram.bins), round(histogram.missing_s * 1000)], dtype=np.int64)
            in_ms = np.rint(histogram.seconds * 1000).astype(np.int64)
            parts += [head, np.diff(histogram.bins, prepend=0), in_ms]
    return _compress(np.concatenate(parts).astype("<i8").tobytes())


def decode_histograms(content: bytes) -> dict[Measure, Histogram]:
    """The histograms `encode_histograms` was given."""
    return dict(_read_histograms(np.frombuffer(_decompress(content), dtype="<i8")))


def _read_histograms(numbers: np.ndarray[Any, np.dtype[np.int64]]) -> Iterator[tuple[Measure, Histogram]]:
    at = 0
    while at < len(numbers):
        number, count, missing_ms = (int(one) for one in numbers[at : at + 3])
        at += 3
        measure = _MEASURES[number]
        bins, in_ms = np.cumsum(numbers[at : at + count]), numbers[at + count : at + 2 * count]
        at += 2 * count
        yield measure, Histogram(_BIN_WIDTHS[measure], bins, in_ms / 1000.0, missing_ms / 1000.0)


def encode_curve(measure: Measure, means: Column) -> bytes:
    """A curve at the durations of its measure."""
    steps = np.where(np.isnan(means), _MISSING, np.rint(means * CURVE_STEPS[measure])).astype("<i4")
    # int32 wraps around, in both directions alike, so that the missing mark survives the differences.
    return _compress(np.diff(steps, prepend=np.zeros(1, dtype="<i4")).astype("<i4").tobytes())


def decode_curve(measure: Measure, content: bytes) -> Column:
    """The curve `encode_curve` was given, to half a step; NaN where there is no mean."""
    steps = np.cumsum(np.frombuffer(_decompress(content), dtype="<i4"), dtype=np.int32)
    return np.where(steps == _MISSING, np.nan, steps / CURVE_STEPS[measure])


def encode_holders(holders: NDArray[np.void]) -> bytes:
    """Ids of 16 bytes; runs of the same one, which is what curves are made of, take next to nothing."""
    return _compress(holders.tobytes())


def decode_holders(content: bytes) -> NDArray[np.void]:
    """The ids `encode_holders` was given."""
    return np.frombuffer(_decompress(content), dtype="V16")


def _compress(content: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=_LEVEL).compress(content)


def _decompress(content: bytes) -> bytes:
    return zstandard.ZstdDecompressor().decompress(content)
