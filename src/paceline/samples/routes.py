"""Sample data of the signed-in athlete."""

from typing import Annotated

from fastapi import Request, Response

from paceline.infra.web.caching import cached
from paceline.infra.web.idempotency import IdempotencyKey, once_only
from paceline.infra.web.principal import AthleteRequest, Scope, reading, writing
from paceline.infra.web.routing import api_router
from paceline.samples import service
from paceline.samples.schemas import SampleIn, SampleOut, SampleRemoved, SamplesOut

router = api_router("/samples", tags=["samples"])

Reading = Annotated[AthleteRequest, reading()]
Importing = Annotated[AthleteRequest, writing(Scope.IMPORT)]


@router.get("", response_model=SamplesOut)
async def get_samples(request: Request, req: Reading) -> Response:
    """The samples there are, and the one that the athlete is filled with."""

    async def compute() -> SamplesOut:
        return await service.samples_out(req.db)

    return await cached(request, req.principal, compute)


@router.post("", status_code=202, response_model=SampleOut)
async def fill_with_sample(request: Request, req: Importing, asked: SampleIn, key: IdempotencyKey = None) -> Response:
    """Fill the athlete with two years of a sample athlete, beside what is there. The work goes on in the background: its files are
    written, then an import takes them in, which the live events tell of.
    """

    async def act() -> SampleOut:
        begun = await service.start_sample(req.db, req.athlete_id, asked.athlete)
        return await service.sample_out(req.db, begun)

    return await once_only(request, req, key, act, 202)


@router.delete("")
async def remove_samples(req: Importing) -> SampleRemoved:
    """Take the sample data out in one step, with all that came with it. What the athlete entered stays."""
    removed = await service.remove_sample(req.db, req.athlete_id)
    return SampleRemoved(removed_activities=len(removed.removed_ids), kept_activities=len(removed.kept_ids))
