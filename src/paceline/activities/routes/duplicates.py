"""Probable duplicates, side by side, and what the athlete says of them."""

from fastapi import Request, Response

from paceline.activities.routes.requests import ATHLETE, Reading, Writing, read_key
from paceline.activities.routes.wire import ActivityOut, EditedOut, PairOut, PairPageOut
from paceline.activities.routes.wire_edits import DecisionIn
from paceline.activities.service.editing import duplicates as service
from paceline.infra.web.caching import cached
from paceline.infra.web.idempotency import IdempotencyKey, once_only
from paceline.infra.web.paging import Cursor, Limit, write_cursor
from paceline.infra.web.routing import api_router

router = api_router("/activities/duplicates", tags=["activities"])


@router.get("", response_model=PairPageOut)
async def list_duplicates(request: Request, req: Reading, limit: Limit = 30, cursor: Cursor = None) -> Response:
    """The pairs nobody has decided yet, the latest found first."""
    key = None
    if cursor is not None:
        moment, (after_id, after_other_id) = read_key(cursor, 2)
        key = moment, after_id, after_other_id

    async def compute() -> PairPageOut:
        page = await service.list_open_pairs(req.db, limit=limit, after=key)
        return PairPageOut(
            items=[
                PairOut(
                    activity=ActivityOut.model_validate(page.rows[pair.activity_id]),
                    other=ActivityOut.model_validate(page.rows[pair.other_id]),
                    evidence=pair.evidence,
                    found_at=pair.found_at,
                )
                for pair in page.pairs
            ],
            next_cursor=write_cursor(page.after[0].isoformat(), *page.after[1:]) if page.after else None,
            total_count=await service.count_open_pairs(req.db),
        )

    return await cached(request, req.principal, compute)


@router.post("/decide", response_model=EditedOut)
async def decide_duplicate(
    request: Request, req: Writing, decision: DecisionIn, key: IdempotencyKey = None
) -> Response:
    """Say which of two counts, or that they are two. A pair can be decided anew."""
    ids = decision.activity_id, decision.other_id

    async def act() -> EditedOut:
        edit_id = await service.decide(
            req.db, req.athlete_id, *ids, decision.decision, primary_id=decision.primary_id, made_by=ATHLETE
        )
        return EditedOut(edit_id=edit_id, activity_ids=ids)

    return await once_only(request, req, key, act)
