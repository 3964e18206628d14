"""Finding things by words."""

from typing import Annotated

from fastapi import Query, Request, Response

from paceline.activities.routes.requests import Reading
from paceline.activities.routes.wire import HitOut, HitsOut
from paceline.activities.service.search import search_activities
from paceline.infra.web.caching import cached
from paceline.infra.web.paging import Limit
from paceline.infra.web.routing import api_router

router = api_router(tags=["search"])

_LONGEST_SNIPPET = 200


@router.get("/search", response_model=HitsOut)
async def search(
    request: Request, req: Reading, q: Annotated[str, Query(min_length=1, max_length=200)], limit: Limit = 30
) -> Response:
    """What holds every word: in its name, description, sport, or day (`2024`, `2024-05`, `2024-05-12`). The newest first."""

    async def compute() -> HitsOut:
        return HitsOut(
            items=[
                HitOut(
                    id=hit.id,
                    title=hit.name,
                    snippet=hit.description[:_LONGEST_SNIPPET] if hit.description else None,
                    on=hit.local_on,
                    sport=hit.sport,
                    distance_m=hit.distance_m,
                    elapsed_s=hit.elapsed_s,
                )
                for hit in await search_activities(req.db, q, limit)
            ]
        )

    return await cached(request, req.principal, compute)
