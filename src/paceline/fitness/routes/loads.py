"""The load of each activity."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from paceline.fitness.routes.requests import FromDay, Reading, ToDay, quarter_hour, span_of, today_of
from paceline.fitness.routes.wire import LoadsOut
from paceline.fitness.schemas import Basis
from paceline.fitness.service.loads import list_loads_of, list_loads_of_days
from paceline.infra.errors import invalid
from paceline.infra.web.caching import cached
from paceline.infra.web.routing import api_router

router = api_router(tags=["fitness"])

_LONGEST = timedelta(days=365)
Ids = Annotated[
    list[UUID] | None,
    Query(max_length=200, description="These activities, for example of a page of the list, instead of days."),
]


@router.get("/loads", response_model=LoadsOut)
async def get_loads(
    request: Request,
    req: Reading,
    from_day: FromDay = None,
    to_day: ToDay = None,
    ids: Ids = None,
    basis: Basis = Basis.ALL,
) -> Response:
    """The load of each counted activity of at most 366 days (90 when no first day is named), or of at most 200 ids."""

    async def compute() -> LoadsOut:
        if ids is not None:
            if from_day or to_day:
                raise invalid("days_or_ids", "Ask for days or for ids, not for both.")
            found = await list_loads_of(req.db, ids, basis)
        else:
            span = span_of(from_day, to_day, await today_of(req.db), 89)
            if span[1] - span[0] > _LONGEST:
                raise invalid("range_invalid", "Ask for at most 366 days at once.")
            found = await list_loads_of_days(req.db, span, basis)
        return LoadsOut(
            basis=basis,
            activity_id=[one.activity_id for one in found],
            day=[one.local_on for one in found],
            load=[one.load for one in found],
            load_method=[one.load_method for one in found],
            not_computable=[None if one.load is not None else one.code or "pending" for one in found],
            reason=[one.reason for one in found],
        )

    return await cached(request, req.principal, compute, extra=quarter_hour())
