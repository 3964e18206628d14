"""The wire format of this slice. SI units, the unit in the name; series are columns of equal length."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from paceline.athletes.schemas import NotComputableOut, ThresholdKind, ThresholdSource
from paceline.fitness.schemas import Basis, Measure, Period
from paceline.science.load import Sex


class FitnessOut(BaseModel):
    """Fitness by local day, as columns; null = not computable for that day."""

    basis: Basis
    day: list[date]
    load: list[float]
    partial: list[bool] = Field(description="An activity of the day has no load: the numbers are lower bounds.")
    fitness: list[float]
    fatigue: list[float]
    form: list[float] = Field(description="Fitness less fatigue of the evening before.")
    ramp: list[float | None]
    monotony: list[float | None]
    strain: list[float | None]
    building_baseline_until: date | None = Field(
        description="Up to this day fitness builds up from nothing and reads low."
    )
    is_updating: bool


class CurveActivity(BaseModel):
    id: UUID
    name: str
    day: date


class EffortOut(BaseModel):
    duration_s: float
    value: float
    activity_id: UUID | None


class FitOut(BaseModel):
    """What a fit of critical power or speed rests on."""

    method: str
    flags: list[str]
    confidence: str
    efforts: list[EffortOut]


class CriticalPowerOut(FitOut):
    """`P = CP + W′/t`. Errors are standard errors, null with too few efforts for one."""

    cp_w: float
    cp_error_w: float | None
    w_prime_j: float
    w_prime_error_j: float | None


class CriticalSpeedOut(FitOut):
    """`d = CS t + D′`. Errors are standard errors, null with too few efforts for one."""

    cs_mps: float
    cs_error_mps: float | None
    d_prime_m: float
    d_prime_error_m: float | None


class RangeCurveOut(BaseModel):
    """The best mean for each duration; `holder` is the index of the activity in `activities`."""

    basis: Basis
    duration_s: list[int]
    holder: list[int]
    activities: list[CurveActivity]
    not_computable: NotComputableOut | None = Field(description="Why nothing is fitted to the curve.")
    is_updating: bool


class PowerCurveOut(RangeCurveOut):
    power_w: list[float]
    critical_power: CriticalPowerOut | None


class PaceCurveOut(RangeCurveOut):
    is_graded: bool
    speed_mps: list[float]
    critical_speed: CriticalSpeedOut | None


class MetricOut(BaseModel):
    """A metric with what the registry says of it. Without a value, `not_computable` says why."""

    key: str
    value: float | None
    not_computable: NotComputableOut | None
    unit: str
    evidence: str
    description: str
    reference: str


class PassedOverOut(BaseModel):
    """A better method of load that did not apply, and why."""

    method: str
    code: str
    reason: str


class ThresholdUsedOut(BaseModel):
    """A threshold that an activity was judged by."""

    threshold_id: UUID
    value: float
    valid_from: date
    source: ThresholdSource
    is_estimated: bool
    is_extrapolated: bool = Field(description="The activity lies before the first day it holds.")


class JudgedByOut(BaseModel):
    thresholds: dict[ThresholdKind, ThresholdUsedOut]
    sex: Sex | None


class ZoneTimesOut(BaseModel):
    """Time in the zones of the activity's day."""

    scheme: str
    names: list[str]
    lower_bounds: list[float] = Field(description="Where each zone begins, in the unit of the measure.")
    upper_inclusive: bool = Field(description="Whether a bound belongs to the zone below it.")
    is_estimated: bool
    is_extrapolated: bool
    seconds: list[float]
    below_s: float
    missing_s: float
    three_zones_s: list[float] | None = Field(description="Easy, moderate, hard; null where the scheme does not say.")


class JudgementOut(BaseModel):
    """The analysis weighed by the thresholds and zones of its day."""

    load: float | None
    load_method: str | None
    not_computable: NotComputableOut | None
    passed_over: list[PassedOverOut]
    intensity: float | None
    zones: dict[Measure, ZoneTimesOut | NotComputableOut]
    judged_by: JudgedByOut = Field(
        description="The thresholds behind it, with their source and whether they are estimates."
    )
    judged_at: datetime


class AnalysisFlawOut(BaseModel):
    code: str
    detail: str


class AnalysisOut(BaseModel):
    """What the streams say by themselves, and what they come to on their day."""

    activity_id: UUID
    day: date
    sport_family: str
    is_stale: bool
    not_computable: NotComputableOut | None = Field(description="Set when there is no analysis at all.")
    timer_s: float | None
    recorded_s: dict[str, float]
    metrics: list[MetricOut]
    flaws: list[AnalysisFlawOut]
    judgement: JudgementOut | None


class CurveOut(BaseModel):
    duration_s: list[int]
    value: list[float | None]


class BestOut(BaseModel):
    """`target` is metres for the measure distance, whose `value` is seconds; else seconds, and the mean."""

    measure: Measure
    target: float
    value: float
    start_s: float
    end_s: float
    rank_all_time: int | None = Field(
        description="1 is the best of all counted activities of the sport; null when this one does not count or has a motor."
    )
    rank_in_year: int | None = Field(description="The same among those of its calendar year.")


class ActivityCurvesOut(BaseModel):
    activity_id: UUID
    curves: dict[Measure, CurveOut]
    bests: list[BestOut]


class WBalanceOut(BaseModel):
    """W′ balance: of each stretch the lowest value. Below zero critical power or W′ is set too low."""

    activity_id: UUID
    at_s: list[float]
    balance_j: list[float]
    lowest_j: float | None
    below_zero_s: int | None
    critical_power_w: float | None
    w_prime_j: float | None
    is_estimated: bool
    not_computable: NotComputableOut | None


class SchemeTotalOut(BaseModel):
    sport_family: str
    scheme: str
    names: list[str]
    seconds: list[float]
    below_s: float


class DistributionOut(BaseModel):
    """Time below the first threshold, between both and above the second."""

    begins_on: date
    easy_s: float
    moderate_s: float
    hard_s: float
    type: str | None
    polarization_index: float | None


class ZoneDays(BaseModel):
    day: list[date]
    easy_s: list[float]
    moderate_s: list[float]
    hard_s: list[float]


class ZoneTotalsOut(BaseModel):
    basis: Basis
    kind: str
    schemes: list[SchemeTotalOut]
    days: ZoneDays
    weeks: list[DistributionOut]
    whole: DistributionOut | None
    unplaced: int = Field(
        description="Activities whose zones of this kind are not known, or say nothing of thresholds."
    )


class RecordEntryOut(BaseModel):
    value: float
    activity_id: UUID
    name: str
    day: date
    start_s: float
    end_s: float


class RecordOut(BaseModel):
    """`history`: each record when it was made, the last stands. `years`: the best of each year."""

    measure: Measure
    target: float
    target_unit: str
    unit: str
    history: list[RecordEntryOut]
    years: list[RecordEntryOut]


class RecordsOut(BaseModel):
    basis: Basis
    sport: str
    records: list[RecordOut]


class MethodOut(BaseModel):
    method: str
    time_s: float | None
    sources: list[UUID]
    note: str
    not_computable: NotComputableOut | None


class PredictionOut(BaseModel):
    """The likely time and its range, with every method that holds and why others do not."""

    distance_m: float
    time_s: float | None
    fast_s: float | None
    slow_s: float | None
    methods: list[MethodOut]
    not_computable: NotComputableOut | None


class RecentEffortOut(BaseModel):
    distance_m: float
    elapsed_s: float
    activity_id: UUID
    name: str
    day: date


class PredictionsOut(BaseModel):
    basis: Basis
    predictions: list[PredictionOut]
    efforts: list[RecentEffortOut]
    weekly_distance_m: float | None
    training_pace_s_per_km: float | None


class ProposalOut(BaseModel):
    """A threshold found in the activities; `is_serving` says that it judges at present, as an estimate."""

    id: UUID
    sport_family: str
    kind: ThresholdKind
    value: float
    valid_from: date
    present_value: float | None
    is_serving: bool
    evidence: dict[str, Any]


class ProposalsOut(BaseModel):
    items: list[ProposalOut]


class LoadsOut(BaseModel):
    """The load of each counted activity as columns, in order of time."""

    basis: Basis
    activity_id: list[UUID]
    day: list[date]
    load: list[float | None]
    load_method: list[str | None]
    not_computable: list[str | None] = Field(
        description="The code of why there is no load; `pending`: it will be there within moments."
    )
    reason: list[str | None] = Field(description="The same as a sentence, for an athlete.")


class SummaryOut(BaseModel):
    """Totals of counted activities by period and sport, as columns.

    Only of the days asked for: where they begin or end within a period, its totals are of those of its days that were asked for.
    """

    basis: Basis
    period: Period
    begins_on: list[date] = Field(description="The first day of the whole period, which may lie before `from`.")
    sport_family: list[str]
    activity_count: list[int]
    distance_m: list[float | None] = Field(description="Null where it is known of none; so are ascent and load.")
    duration_s: list[float] = Field(description="In motion; where that is unknown by the timer, else elapsed.")
    elapsed_s: list[float]
    ascent_m: list[float | None]
    load: list[float | None]
    uncomputed_count: list[int]
