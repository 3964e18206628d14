"""Thresholds found in the activities, and the athlete's word on them."""

from uuid import UUID

from fastapi import Request, Response

from paceline.athletes.schemas import ThresholdOut
from paceline.athletes.service import threshold_out
from paceline.fitness.routes.requests import Reading, Writing, quarter_hour, today_of
from paceline.fitness.routes.wire import ProposalOut, ProposalsOut
from paceline.fitness.service.thresholds import accept_proposal, dismiss_proposal, list_proposals
from paceline.infra.web.caching import cached
from paceline.infra.web.idempotency import IdempotencyKey, once_only
from paceline.infra.web.routing import api_router

router = api_router("/thresholds/proposals", tags=["thresholds"])


@router.get("", response_model=ProposalsOut)
async def get_proposals(request: Request, req: Reading) -> Response:
    """The newest value found for each sport and kind on which the athlete has not spoken since, with its evidence."""

    async def compute() -> ProposalsOut:
        proposals = await list_proposals(req.db, await today_of(req.db))
        return ProposalsOut(
            items=[
                ProposalOut(
                    id=one.found.threshold.id,
                    sport_family=one.found.threshold.sport_family,
                    kind=one.found.threshold.kind,
                    value=one.found.threshold.value,
                    valid_from=one.found.threshold.valid_from,
                    present_value=one.present_value,
                    is_serving=one.is_serving,
                    evidence=one.found.evidence,
                )
                for one in proposals
            ]
        )

    return await cached(request, req.principal, compute, extra=quarter_hour())


@router.post("/{threshold_id}/accept", response_model=ThresholdOut)
async def post_accept(request: Request, req: Writing, threshold_id: UUID, key: IdempotencyKey = None) -> Response:
    """Confirm a found threshold: from its day on it goes before every estimate."""

    async def act() -> ThresholdOut:
        return threshold_out(await accept_proposal(req.db, threshold_id))

    return await once_only(request, req, key, act)


@router.post("/{threshold_id}/dismiss", status_code=204)
async def post_dismiss(request: Request, req: Writing, threshold_id: UUID, key: IdempotencyKey = None) -> Response:
    """Take a found threshold out of use; the same evidence does not bring it back."""

    async def act() -> None:
        await dismiss_proposal(req.db, threshold_id)

    return await once_only(request, req, key, act, 204)
