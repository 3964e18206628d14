"""The figures of a stretch of one activity, and where a stretch of its curve lies."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query, Request, Response
from pydantic import BaseModel, Field

from paceline.athletes.schemas import NotComputableOut
from paceline.fitness.routes.requests import Reading
from paceline.fitness.rules.durations import LONGEST_CURVE_S
from paceline.fitness.schemas import Measure
from paceline.fitness.service.effort import locate_effort
from paceline.fitness.service.selection import read_selection
from paceline.infra.errors import invalid
from paceline.infra.web.caching import cached
from paceline.infra.web.routing import api_router
from paceline.science.result import NotComputable

router = api_router("/activities/{activity_id}", tags=["fitness"])

_LONGEST_S = 1e8
Second = Annotated[float, Query(ge=0, le=_LONGEST_S, description="Seconds since the first sample, pauses included.")]


class FigureOut(BaseModel):
    """A value, or why there is none."""

    value: float | None
    not_computable: NotComputableOut | None


class SelectionOut(BaseModel):
    """The figures of the samples of a stretch, as if nothing else had been recorded."""

    activity_id: UUID
    from_s: float | None = Field(description="The first sample of the stretch; null with fewer than two samples.")
    to_s: float | None
    sample_count: int
    elapsed_s: FigureOut
    moving_s: FigureOut
    distance_m: FigureOut
    ascent_m: FigureOut
    descent_m: FigureOut
    average_grade_pct: FigureOut
    average_heart_rate_bpm: FigureOut
    minimum_heart_rate_bpm: FigureOut
    maximum_heart_rate_bpm: FigureOut
    average_power_w: FigureOut = Field(description="Seconds without a value count as 0 W, as in the whole.")
    minimum_power_w: FigureOut
    maximum_power_w: FigureOut
    weighted_power_w: FigureOut
    average_speed_mps: FigureOut = Field(description="Distance over moving time.")
    minimum_speed_mps: FigureOut
    maximum_speed_mps: FigureOut
    graded_speed_mps: FigureOut = Field(description="Runs: the level speed of the same effort.")
    average_cadence_rpm: FigureOut = Field(description="Without the time of not pedalling.")
    minimum_cadence_rpm: FigureOut
    maximum_cadence_rpm: FigureOut


@router.get("/selection", response_model=SelectionOut)
async def get_selection(
    request: Request, req: Reading, activity_id: UUID, from_s: Second = 0.0, to_s: Second = _LONGEST_S
) -> Response:
    """Time, distance, climb and the averages of a stretch; each a value or why there is none. Without a span, of everything."""

    async def compute() -> SelectionOut:
        if from_s >= to_s:
            raise invalid("range_invalid", "The first second lies after the last.")
        found = await read_selection(req.db, activity_id, (from_s, to_s))
        figures = {
            name: FigureOut(value=None, not_computable=NotComputableOut.of(value))
            if isinstance(value, NotComputable)
            else FigureOut(value=value, not_computable=None)
            for name, value in found.figures.items()
        }
        return SelectionOut(
            activity_id=activity_id,
            from_s=found.from_s,
            to_s=found.to_s,
            sample_count=found.sample_count,
            **figures,
        )

    return await cached(request, req.principal, compute)


class EffortPlaceOut(BaseModel):
    """Where the best of a duration was held, in seconds since the first sample; or why that is not known."""

    activity_id: UUID
    measure: Measure
    duration_s: int
    start_s: int | None
    end_s: int | None
    value: float | None = Field(description="The mean over it, in the unit of the measure.")
    not_computable: NotComputableOut | None


@router.get("/effort", response_model=EffortPlaceOut)
async def get_effort(
    request: Request,
    req: Reading,
    activity_id: UUID,
    measure: Literal["power", "speed", "graded_speed", "heart_rate"] = "power",
    duration_s: Annotated[int, Query(ge=1, le=LONGEST_CURVE_S)] = 1200,
) -> Response:
    """Where in the activity the best mean of a duration was held: the place behind a point of a curve. By default 20 minutes of power."""

    async def compute() -> EffortPlaceOut:
        found = await locate_effort(req.db, activity_id, Measure(measure), duration_s)
        place = None if isinstance(found, NotComputable) else found
        return EffortPlaceOut(
            activity_id=activity_id,
            measure=Measure(measure),
            duration_s=duration_s,
            start_s=place.start_s if place else None,
            end_s=place.end_s if place else None,
            value=place.mean if place else None,
            not_computable=NotComputableOut.of(found) if isinstance(found, NotComputable) else None,
        )

    return await cached(request, req.principal, compute)
