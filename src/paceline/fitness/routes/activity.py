"""What is derived of one activity."""

from uuid import UUID

from fastapi import Request, Response

from paceline.athletes.schemas import NotComputableOut
from paceline.fitness.routes.requests import Reading, nullable
from paceline.fitness.routes.wire import (
    ActivityCurvesOut,
    AnalysisFlawOut,
    AnalysisOut,
    BestOut,
    CurveOut,
    JudgedByOut,
    JudgementOut,
    MetricOut,
    PassedOverOut,
    WBalanceOut,
    ZoneTimesOut,
)
from paceline.fitness.rules.w_balance import WBalance
from paceline.fitness.schemas import Analysis, Basis, Measure
from paceline.fitness.service.activity import (
    ActivityFigures,
    ActivityWBalance,
    read_curves,
    read_figures,
    read_w_balance,
)
from paceline.fitness.tables import StoredJudgement
from paceline.infra.web.caching import cached
from paceline.infra.web.routing import api_router
from paceline.science.evidence import get_metric
from paceline.science.result import Metric, NotComputable

router = api_router("/activities/{activity_id}", tags=["fitness"])


@router.get("/analysis", response_model=AnalysisOut)
async def get_analysis(request: Request, req: Reading, activity_id: UUID, basis: Basis = Basis.ALL) -> Response:
    """Metrics with unit, evidence and reference; load, intensity and time in zones with what they were judged by."""

    async def compute() -> AnalysisOut:
        return _analysis_out(await read_figures(req.db, activity_id, basis))

    return await cached(request, req.principal, compute)


def _analysis_out(figures: ActivityFigures) -> AnalysisOut:
    analysis, head = figures.analysis, figures.activity.head
    known = analysis if isinstance(analysis, Analysis) else None
    return AnalysisOut(
        activity_id=head.id,
        day=head.local_on,
        sport_family=head.sport_family,
        is_stale=figures.is_stale,
        not_computable=NotComputableOut.of(analysis) if isinstance(analysis, NotComputable) else None,
        timer_s=known.timer_s if known else None,
        recorded_s={measure.value: seconds for measure, seconds in known.recorded_s.items()} if known else {},
        metrics=[_metric_out(key, value) for key, value in known.metrics.items()] if known else [],
        flaws=[AnalysisFlawOut(code=flaw.code, detail=flaw.detail) for flaw in known.flaws] if known else [],
        judgement=_judgement_out(figures.judgement) if figures.judgement else None,
    )


def _metric_out(key: str, value: Metric[float]) -> MetricOut:
    entry = get_metric(key)
    refused = isinstance(value, NotComputable)
    return MetricOut(
        key=key,
        value=None if refused else value,
        not_computable=NotComputableOut.of(value) if refused else None,
        unit=entry.unit,
        evidence=entry.grade.value,
        description=entry.description,
        reference=entry.reference,
    )


def _judgement_out(judged: StoredJudgement) -> JudgementOut:
    why = judged.not_computable
    return JudgementOut(
        load=judged.load,
        load_method=judged.load_method,
        not_computable=NotComputableOut(code=why[0], reason=why[1]) if why else None,
        passed_over=[
            PassedOverOut(method=method, code=code, reason=reason) for method, code, reason in judged.passed_over
        ],
        intensity=judged.intensity,
        zones={
            Measure(measure): NotComputableOut(**zones) if "code" in zones else ZoneTimesOut(**zones)
            for measure, zones in judged.zones.items()
        },
        judged_by=JudgedByOut.model_validate(judged.judged_by),
        judged_at=judged.judged_at,
    )


@router.get("/curves", response_model=ActivityCurvesOut)
async def get_curves(request: Request, req: Reading, activity_id: UUID) -> Response:
    """The best mean of each measure for every standard duration, and the bests with their ranks."""

    async def compute() -> ActivityCurvesOut:
        found = await read_curves(req.db, activity_id)
        return ActivityCurvesOut(
            activity_id=activity_id,
            curves={
                measure: CurveOut(duration_s=durations, value=nullable(curve))
                for measure, (durations, curve) in found.curves.items()
            },
            bests=[
                BestOut(
                    measure=one.best.measure,
                    target=one.best.target,
                    value=one.best.value,
                    start_s=one.best.start_s,
                    end_s=one.best.end_s,
                    rank_all_time=one.rank_all_time,
                    rank_in_year=one.rank_in_year,
                )
                for one in found.bests
            ],
        )

    return await cached(request, req.principal, compute)


@router.get("/w-balance", response_model=WBalanceOut)
async def get_w_balance(request: Request, req: Reading, activity_id: UUID) -> Response:
    """W′ balance along the ride by the critical power and W′ of its day; at most a thousand points."""

    async def compute() -> WBalanceOut:
        return _w_balance_out(activity_id, await read_w_balance(req.db, activity_id))

    return await cached(request, req.principal, compute)


def _w_balance_out(activity_id: UUID, found: ActivityWBalance) -> WBalanceOut:
    balance = found.balance
    known = balance if isinstance(balance, WBalance) else None
    behind = [value for value in (found.critical_power, found.w_prime) if value]
    return WBalanceOut(
        activity_id=activity_id,
        at_s=known.at_s.tolist() if known else [],
        balance_j=known.balance_j.tolist() if known else [],
        lowest_j=known.lowest_j if known else None,
        below_zero_s=known.below_zero_s if known else None,
        critical_power_w=found.critical_power.value if found.critical_power else None,
        w_prime_j=found.w_prime.value if found.w_prime else None,
        is_estimated=any(value.is_estimated for value in behind),
        not_computable=NotComputableOut.of(balance) if isinstance(balance, NotComputable) else None,
    )
