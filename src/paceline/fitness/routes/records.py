"""Records and race forecasts."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from paceline.connectors.sports import SportFamily
from paceline.fitness.routes.requests import Reading, quarter_hour, today_of
from paceline.fitness.routes.wire import (
    MethodOut,
    NotComputableOut,
    PredictionOut,
    PredictionsOut,
    RecentEffortOut,
    RecordEntryOut,
    RecordOut,
    RecordsOut,
)
from paceline.fitness.schemas import Basis, Measure
from paceline.fitness.service.forecast import STANDARD_DISTANCES_M, predict_races
from paceline.fitness.service.records import list_records
from paceline.fitness.tables import RecordRow
from paceline.infra.web.caching import cached
from paceline.infra.web.routing import api_router
from paceline.science.race_prediction import RacePrediction
from paceline.science.result import Metric, NotComputable

router = api_router(tags=["fitness"])

_UNITS = {
    Measure.POWER: "W",
    Measure.SPEED: "m/s",
    Measure.GRADED_SPEED: "m/s",
    Measure.HEART_RATE: "bpm",
    Measure.DISTANCE: "s",
}


@router.get("/records", response_model=RecordsOut)
async def get_records(
    request: Request, req: Reading, sport: SportFamily = SportFamily.RUN, basis: Basis = Basis.ALL
) -> Response:
    """Best efforts by distance and by duration: how each record came to be, and the best of each year."""

    async def compute() -> RecordsOut:
        measures = [Measure.DISTANCE, Measure.POWER, Measure.SPEED]
        return RecordsOut(
            basis=basis,
            sport=sport.value,
            records=[
                RecordOut(
                    measure=one.measure,
                    target=one.target,
                    target_unit="m" if one.measure is Measure.DISTANCE else "s",
                    unit=_UNITS[one.measure],
                    history=[_entry_out(row) for row in one.history],
                    years=[_entry_out(row) for row in one.years],
                )
                for one in await list_records(req.db, sport, measures, basis)
            ],
        )

    return await cached(request, req.principal, compute)


def _entry_out(row: RecordRow) -> RecordEntryOut:
    return RecordEntryOut(
        value=row.value,
        activity_id=row.activity_id,
        name=row.name,
        day=row.local_on,
        start_s=row.start_s,
        end_s=row.end_s,
    )


@router.get("/predictions", response_model=PredictionsOut)
async def get_predictions(
    request: Request,
    req: Reading,
    distance_m: Annotated[
        list[float] | None, Query(max_length=10, description="Standard distances when left out.")
    ] = None,
    basis: Basis = Basis.ALL,
) -> Response:
    """Race times as ranges from the best runs of six weeks and the volume of eight, each method with its reasons."""

    async def compute() -> PredictionsOut:
        distances = tuple(distance_m) if distance_m else STANDARD_DISTANCES_M
        forecast = await predict_races(req.db, await today_of(req.db), distances, basis)
        return PredictionsOut(
            basis=basis,
            predictions=[_prediction_out(distance, one) for distance, one in forecast.predictions],
            efforts=[
                RecentEffortOut(
                    distance_m=effort.distance_m,
                    elapsed_s=effort.elapsed_s,
                    activity_id=effort.activity_id,
                    name=effort.name,
                    day=effort.local_on,
                )
                for effort in forecast.efforts
            ],
            weekly_distance_m=forecast.weekly_distance_m,
            training_pace_s_per_km=forecast.training_pace_s_per_km,
        )

    return await cached(request, req.principal, compute, extra=quarter_hour())


def _prediction_out(distance_m: float, one: Metric[RacePrediction]) -> PredictionOut:
    if isinstance(one, NotComputable):
        return PredictionOut(
            distance_m=distance_m,
            time_s=None,
            fast_s=None,
            slow_s=None,
            methods=[],
            not_computable=NotComputableOut.of(one),
        )
    used = [
        MethodOut(
            method=method.method.value,
            time_s=method.time_s,
            sources=[UUID(source) for source in method.sources],
            note=method.note,
            not_computable=None,
        )
        for method in one.used
    ]
    left_out = [
        MethodOut(
            method=method.method.value, time_s=None, sources=[], note="", not_computable=NotComputableOut.of(method.why)
        )
        for method in one.left_out
    ]
    return PredictionOut(
        distance_m=distance_m,
        time_s=one.time_s,
        fast_s=one.fast_s,
        slow_s=one.slow_s,
        methods=[*used, *left_out],
        not_computable=None,
    )
