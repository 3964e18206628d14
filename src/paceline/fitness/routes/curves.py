"""Power and pace curves over a range of days."""

from math import isnan
from typing import Any
from uuid import UUID

from fastapi import Request, Response

from paceline.connectors.sports import SportFamily
from paceline.fitness.routes.requests import FromDay, Reading, ToDay, quarter_hour, span_of, today_of
from paceline.fitness.routes.wire import (
    CriticalPowerOut,
    CriticalSpeedOut,
    CurveActivity,
    EffortOut,
    NotComputableOut,
    PaceCurveOut,
    PowerCurveOut,
)
from paceline.fitness.schemas import Basis, Measure
from paceline.fitness.service.curves import RangeCurve, fit_critical_power, fit_critical_speed, read_curve
from paceline.infra.web.caching import cached
from paceline.infra.web.routing import api_router
from paceline.science.maximal_efforts import CriticalPowerEstimate, CriticalSpeedEstimate
from paceline.science.result import Metric, NotComputable

router = api_router("/curves", tags=["fitness"])


@router.get("/power", response_model=PowerCurveOut)
async def get_power_curve(
    request: Request,
    req: Reading,
    sport: SportFamily = SportFamily.RIDE,
    from_day: FromDay = None,
    to_day: ToDay = None,
    basis: Basis = Basis.ALL,
) -> Response:
    """Best power for each duration and the critical power it shows; 90 days when no first day is named."""

    async def compute() -> PowerCurveOut:
        span = span_of(from_day, to_day, await today_of(req.db), 89)
        found = await read_curve(req.db, Measure.POWER, sport, span, basis)
        fit = fit_critical_power(found.curve)
        return PowerCurveOut(
            **_frame(found, fit, basis),
            power_w=found.curve.best.tolist(),
            critical_power=None if isinstance(fit, NotComputable) else _critical_power_out(fit),
        )

    return await cached(request, req.principal, compute, extra=quarter_hour())


@router.get("/pace", response_model=PaceCurveOut)
async def get_pace_curve(
    request: Request,
    req: Reading,
    from_day: FromDay = None,
    to_day: ToDay = None,
    graded: bool = False,
    basis: Basis = Basis.ALL,
) -> Response:
    """Best running speed for each duration (`graded`: the level speed of the same effort), and critical speed; 90 days by default."""

    async def compute() -> PaceCurveOut:
        span = span_of(from_day, to_day, await today_of(req.db), 89)
        measure = Measure.GRADED_SPEED if graded else Measure.SPEED
        found = await read_curve(req.db, measure, SportFamily.RUN, span, basis)
        fit = await fit_critical_speed(req.db, span, basis)
        return PaceCurveOut(
            **_frame(found, fit, basis),
            is_graded=graded,
            speed_mps=found.curve.best.tolist(),
            critical_speed=None if isinstance(fit, NotComputable) else _critical_speed_out(fit),
        )

    return await cached(request, req.principal, compute, extra=quarter_hour())


def _frame(found: RangeCurve, fit: Metric[Any], basis: Basis) -> dict[str, Any]:
    """What a curve says whatever it is of."""
    return {
        "basis": basis,
        "duration_s": found.curve.durations_s.tolist(),
        "holder": found.curve.holder,
        "activities": [CurveActivity(id=one.activity_id, name=one.name, day=one.local_on) for one in found.activities],
        "not_computable": NotComputableOut.of(fit) if isinstance(fit, NotComputable) else None,
        "is_updating": found.is_updating,
    }


def _critical_power_out(estimate: CriticalPowerEstimate) -> CriticalPowerOut:
    fit = estimate.fit
    return CriticalPowerOut(
        **_basis_of_fit(estimate),
        cp_w=fit.cp_w,
        cp_error_w=_known(fit.cp_error_w),
        w_prime_j=fit.w_prime_j,
        w_prime_error_j=_known(fit.w_prime_error_j),
    )


def _critical_speed_out(estimate: CriticalSpeedEstimate) -> CriticalSpeedOut:
    fit = estimate.fit
    return CriticalSpeedOut(
        **_basis_of_fit(estimate),
        cs_mps=fit.cs_mps,
        cs_error_mps=_known(fit.cs_error_mps),
        d_prime_m=fit.d_prime_m,
        d_prime_error_m=_known(fit.d_prime_error_m),
    )


def _basis_of_fit(estimate: CriticalPowerEstimate | CriticalSpeedEstimate) -> dict[str, Any]:
    """How a model was fitted, how far to trust it, and the efforts it rests on."""
    return {
        "method": estimate.fit.method.value,
        "flags": [flag.value for flag in estimate.fit.flags],
        "confidence": estimate.fit.confidence.value,
        "efforts": [
            EffortOut(duration_s=one.duration_s, value=one.value, activity_id=UUID(one.source) if one.source else None)
            for one in estimate.efforts
        ],
    }


def _known(error: float) -> float | None:
    return None if isnan(error) else error
