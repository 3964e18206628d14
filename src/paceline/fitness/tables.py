"""The rows of this slice as its queries return them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from paceline.fitness.schemas import Best, Measure


@dataclass(frozen=True, slots=True)
class StaleActivity:
    """An activity whose analysis is missing or out of date."""

    activity_id: UUID
    sport_family: str
    content_rev: int
    local_on: date


@dataclass(frozen=True, slots=True)
class StoredAnalysis:
    """An analysis as stored, without curves and bests; `rules.analysis_codec` reads it."""

    activity_id: UUID
    sport_family: str
    content_rev: int
    calc_version: str
    metrics: dict[str, Any]
    histograms: bytes | None
    computed_at: datetime


@dataclass(frozen=True, slots=True)
class JudgeableActivity:
    """What decides whether an activity must be judged anew, without its analysis."""

    activity_id: UUID
    local_on: date
    sport_family: str
    duration_s: float | None
    rpe: float | None
    is_open: bool
    analysis_key: str
    """Names the analysis: revision, sport and versions."""
    channels: tuple[str, ...]
    input_hash: bytes | None
    open_input_hash: bytes | None


@dataclass(frozen=True, slots=True)
class JudgementRow:
    """A judgement as stored."""

    activity_id: UUID
    basis: str
    load: float | None
    load_method: str | None
    not_computable: str | None
    """JSON [code, reason], why there is no load."""
    passed_over: str
    """JSON [[method, code, reason], …], why no better method applied."""
    intensity: float | None
    zones: str
    judged_by: str
    input_hash: bytes


@dataclass(frozen=True, slots=True)
class DayLoad:
    """What the counted activities of one local day come to."""

    local_on: date
    load: float
    activity_count: int
    uncomputed_count: int


@dataclass(frozen=True, slots=True)
class FitnessDay:
    """One local day; `form` is what the athlete woke up with."""

    local_on: date
    load: float
    is_partial: bool
    fitness: float
    fatigue: float
    form: float


@dataclass(frozen=True, slots=True)
class StoredJudgement:
    """A judgement as it is read back."""

    basis: str
    load: float | None
    load_method: str | None
    not_computable: list[str] | None
    passed_over: list[list[str]]
    intensity: float | None
    zones: dict[str, Any]
    judged_by: dict[str, Any]
    judged_at: datetime


@dataclass(frozen=True, slots=True)
class ActivityLoad:
    """The load of one activity. Without one `code` and `reason` say why; all are `None` until it has been judged."""

    activity_id: UUID
    local_on: date
    load: float | None
    load_method: str | None
    code: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class RankedBest:
    """A best of an activity, and its rank among those of all counted activities of the sport; `None` where it has none."""

    best: Best
    rank_all_time: int | None
    rank_in_year: int | None


@dataclass(frozen=True, slots=True)
class WeekBest:
    """The best of one week, sport, measure and target; `value` in s for distances, else the mean."""

    monday: date
    sport_family: str
    measure: Measure
    target: float
    value: float
    activity_id: UUID
    is_open: bool


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A best that was a record when it was made, or the best of its year, or both."""

    measure: Measure
    target: float
    value: float
    start_s: float
    end_s: float
    activity_id: UUID
    name: str
    local_on: date
    is_best_of_year: bool
    was_record: bool


@dataclass(frozen=True, slots=True)
class StoredCurve:
    """The curve of an activity, with its day, or of a month, with its first."""

    on: date
    content: bytes
    holder: UUID | bytes
    """The activity, or for a month the encoded holder of each point; `rules.analysis_codec` reads it."""


@dataclass(frozen=True, slots=True)
class MonthKey:
    """A sport's activities of a month, on a basis. `input_hash` names them with their revisions."""

    sport_family: str
    begins_on: date
    basis: str
    input_hash: bytes


@dataclass(frozen=True, slots=True)
class MonthCurves:
    """A month to be combined, with the curves of its activities in order."""

    key: MonthKey
    curves: dict[Measure, list[StoredCurve]]


@dataclass(frozen=True, slots=True)
class MonthRow:
    """The combined curve of a month, as it is stored."""

    key: MonthKey
    measure: Measure
    content: bytes
    holders: bytes


@dataclass(frozen=True, slots=True)
class CurveHolder:
    """An activity that holds a point of a curve."""

    activity_id: UUID
    name: str
    local_on: date


@dataclass(frozen=True, slots=True)
class RangeBest:
    """The least time over a distance within a range of days."""

    distance_m: float
    elapsed_s: float
    activity_id: UUID


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """Totals of one sport family in one period, as far as they are known of its activities; `None` where of none."""

    begins_on: date
    sport_family: str
    activity_count: int
    distance_m: float | None
    duration_s: float
    elapsed_s: float
    ascent_m: float | None
    load: float | None
    uncomputed_count: int


@dataclass(frozen=True, slots=True)
class TrainingVolume:
    distance_m: float
    duration_s: float
