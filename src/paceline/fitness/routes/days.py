"""Fitness by day, time in zones, totals."""

from fastapi import Request, Response

from paceline.athletes.schemas import ZoneKind
from paceline.connectors.sports import SportFamily
from paceline.fitness.routes.requests import FromDay, Reading, ToDay, nullable, quarter_hour, span_of, today_of
from paceline.fitness.routes.wire import (
    DistributionOut,
    FitnessOut,
    SchemeTotalOut,
    SummaryOut,
    ZoneDays,
    ZoneTotalsOut,
)
from paceline.fitness.rules.zone_totals import Distribution
from paceline.fitness.schemas import Basis, Period
from paceline.fitness.service.days import read_fitness
from paceline.fitness.service.summary import read_summary
from paceline.fitness.service.zones import read_zone_totals
from paceline.infra.web.caching import cached
from paceline.infra.web.routing import api_router
from paceline.science.result import NotComputable

router = api_router(tags=["fitness"])

_YEAR = 365


@router.get("/fitness", response_model=FitnessOut)
async def get_fitness(
    request: Request, req: Reading, from_day: FromDay = None, to_day: ToDay = None, basis: Basis = Basis.ALL
) -> Response:
    """Load, fitness, fatigue and form by day, from the first activity to today; 90 days when no first day is named."""

    async def compute() -> FitnessOut:
        today = await today_of(req.db)
        span = span_of(from_day, to_day, today, 89)
        history = await read_fitness(req.db, *span, today=today, basis=basis)
        return FitnessOut(
            basis=basis,
            day=[day.local_on for day in history.days],
            load=[day.load for day in history.days],
            partial=[day.is_partial for day in history.days],
            fitness=[day.fitness for day in history.days],
            fatigue=[day.fatigue for day in history.days],
            form=[day.form for day in history.days],
            ramp=nullable(history.week.ramp),
            monotony=nullable(history.week.monotony),
            strain=nullable(history.week.strain),
            building_baseline_until=history.baseline_until,
            is_updating=history.is_updating,
        )

    return await cached(request, req.principal, compute, extra=quarter_hour())


@router.get("/zones", response_model=ZoneTotalsOut, operation_id="get_time_in_zones")
async def get_zones(
    request: Request,
    req: Reading,
    kind: ZoneKind = ZoneKind.HEART_RATE,
    sport: SportFamily | None = None,
    from_day: FromDay = None,
    to_day: ToDay = None,
    basis: Basis = Basis.ALL,
) -> Response:
    """Time in zones of one kind by scheme, day and week, with distribution and polarisation; 90 days by default."""

    async def compute() -> ZoneTotalsOut:
        span = span_of(from_day, to_day, await today_of(req.db), 89)
        totals = await read_zone_totals(req.db, kind, span, sport_family=sport, basis=basis)
        return ZoneTotalsOut(
            basis=basis,
            kind=kind,
            schemes=[
                SchemeTotalOut(
                    sport_family=one.sport_family,
                    scheme=one.scheme,
                    names=list(one.names),
                    seconds=list(one.seconds),
                    below_s=one.below_s,
                )
                for one in totals.schemes
            ],
            days=ZoneDays(
                day=[one.begins_on for one in totals.days],
                easy_s=[one.seconds[0] for one in totals.days],
                moderate_s=[one.seconds[1] for one in totals.days],
                hard_s=[one.seconds[2] for one in totals.days],
            ),
            weeks=[_distribution_out(one) for one in totals.weeks],
            whole=_distribution_out(totals.whole) if totals.whole else None,
            unplaced=totals.unplaced,
        )

    return await cached(request, req.principal, compute, extra=quarter_hour())


def _distribution_out(one: Distribution) -> DistributionOut:
    return DistributionOut(
        begins_on=one.begins_on,
        easy_s=one.seconds[0],
        moderate_s=one.seconds[1],
        hard_s=one.seconds[2],
        type=None if isinstance(one.type, NotComputable) else one.type.value,
        polarization_index=None if isinstance(one.polarization_index, NotComputable) else one.polarization_index,
    )


@router.get("/athletes/me/summary", response_model=SummaryOut)
async def get_summary(
    request: Request,
    req: Reading,
    period: Period = Period.WEEK,
    from_day: FromDay = None,
    to_day: ToDay = None,
    basis: Basis = Basis.ALL,
) -> Response:
    """Count, distance, time, climb and load by period and sport; a year by default. Weeks begin on Monday.

    Two ranges are compared by asking twice: each answer holds the days asked for and nothing else.
    """

    async def compute() -> SummaryOut:
        span = span_of(from_day, to_day, await today_of(req.db), _YEAR)
        rows = await read_summary(req.db, period, span, basis)
        return SummaryOut(
            basis=basis,
            period=period,
            begins_on=[row.begins_on for row in rows],
            sport_family=[row.sport_family for row in rows],
            activity_count=[row.activity_count for row in rows],
            distance_m=[row.distance_m for row in rows],
            duration_s=[row.duration_s for row in rows],
            elapsed_s=[row.elapsed_s for row in rows],
            ascent_m=[row.ascent_m for row in rows],
            load=[row.load for row in rows],
            uncomputed_count=[row.uncomputed_count for row in rows],
        )

    return await cached(request, req.principal, compute, extra=quarter_hour())
