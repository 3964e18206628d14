"""What is derived of one activity."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.schemas import ActivityDetail
from paceline.activities.service.read import get_activity
from paceline.athletes.service import ThresholdValue, load_timeline
from paceline.connectors.base import Channel
from paceline.connectors.sports import SportFamily
from paceline.fitness.queries import analyses as analyses_queries
from paceline.fitness.queries import bests as bests_queries
from paceline.fitness.queries import judgements as judgements_queries
from paceline.fitness.rules.analysis import analysis_version
from paceline.fitness.rules.analysis_codec import decode_analysis, decode_curve
from paceline.fitness.rules.durations import curve_durations_s
from paceline.fitness.rules.w_balance import WBalance, w_balance
from paceline.fitness.schemas import Analysis, Basis, Measure
from paceline.fitness.service.recompute import SUBJECT
from paceline.fitness.service.recordings import read_recording
from paceline.fitness.tables import RankedBest, StoredJudgement
from paceline.infra.events import find_mark
from paceline.science.result import Metric, NotComputable
from paceline.science.streams import Column

_PENDING = NotComputable("pending", "The activity will be analysed within moments.")
_MULTI_SPORT = NotComputable("multi_sport", "Each leg of a multi-sport activity has its own analysis.")


@dataclass(frozen=True, slots=True)
class ActivityFigures:
    """Analysis and judgement. `is_stale`: newer data or formulas exist, and the figures are being computed anew."""

    activity: ActivityDetail
    analysis: Metric[Analysis]
    judgement: StoredJudgement | None
    is_stale: bool


async def read_figures(db: AsyncConnection, activity_id: UUID, basis: Basis = Basis.ALL) -> ActivityFigures:
    """The figures of one activity. Raises `activity_not_found`."""
    activity = await get_activity(db, activity_id)
    if activity.head.is_multi_sport:
        return ActivityFigures(activity, _MULTI_SPORT, None, False)
    stored = await analyses_queries.find_analysis(db, activity_id)
    if stored is None:
        return ActivityFigures(activity, _PENDING, None, True)
    head = activity.head
    is_stale = (stored.content_rev, stored.sport_family, stored.calc_version) != (
        head.content_rev,
        head.sport_family,
        analysis_version(),
    )
    mark = await find_mark(db, SUBJECT)
    is_stale = is_stale or (mark is not None and mark.earliest_on <= head.local_on)
    return ActivityFigures(
        activity,
        decode_analysis(stored.sport_family, stored.metrics, stored.histograms),
        await judgements_queries.find_judgement(db, activity_id, basis.value),
        is_stale,
    )


@dataclass(frozen=True, slots=True)
class ActivityCurves:
    """The curves of one activity at their durations in s, and its bests with their ranks."""

    curves: dict[Measure, tuple[list[int], Column]]
    bests: list[RankedBest]


async def read_curves(db: AsyncConnection, activity_id: UUID) -> ActivityCurves:
    """The curves and bests of one activity. Raises `activity_not_found`."""
    await get_activity(db, activity_id)
    decoded = {
        measure: decode_curve(measure, content)
        for measure, content in (await analyses_queries.list_curves_of(db, activity_id)).items()
    }
    return ActivityCurves(
        {measure: (curve_durations_s(measure)[: len(curve)].tolist(), curve) for measure, curve in decoded.items()},
        await bests_queries.list_ranked_bests(db, activity_id),
    )


@dataclass(frozen=True, slots=True)
class ActivityWBalance:
    """The balance, and the critical power and W′ of the day it was computed with."""

    balance: Metric[WBalance]
    critical_power: ThresholdValue | None
    w_prime: ThresholdValue | None


async def read_w_balance(db: AsyncConnection, activity_id: UUID) -> ActivityWBalance:
    """W′ balance within one ride, computed now from its stream. Raises `activity_not_found`."""
    activity = await get_activity(db, activity_id)
    timeline = await load_timeline(db)
    on = timeline.thresholds_on(activity.head.local_on, activity.head.sport_family)
    cp, w_prime = on.critical_power_w, on.w_prime_j
    if cp is None or w_prime is None:
        unknown = NotComputable("critical_power_unknown", "W′ balance needs critical power and W′ of the day.")
        return ActivityWBalance(unknown, cp, w_prime)
    recording = await read_recording(db, activity, [Channel.POWER], SportFamily.RIDE)
    if isinstance(recording, NotComputable):
        return ActivityWBalance(recording, cp, w_prime)
    balance = await asyncio.to_thread(w_balance, recording, cp.value, w_prime.value)
    return ActivityWBalance(balance, cp, w_prime)
