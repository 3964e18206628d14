"""Split, crop, merge, and the history that undoes them."""

from uuid import UUID

from fastapi import Request, Response

from paceline.activities.routes.requests import ATHLETE, Reading, Writing, read_key
from paceline.activities.routes.wire import EditedOut, EditOut, EditPageOut
from paceline.activities.routes.wire_edits import CropIn, MergeIn, SplitIn
from paceline.activities.service.editing import undo
from paceline.activities.service.editing.cut import crop, split
from paceline.activities.service.editing.merge import concatenate, merge_channels
from paceline.activities.service.read import get_activity
from paceline.infra.web.caching import cached
from paceline.infra.web.idempotency import IdempotencyKey, once_only
from paceline.infra.web.paging import Cursor, Limit, write_cursor
from paceline.infra.web.routing import api_router

router = api_router(tags=["activities"])


@router.post("/activities/merge", response_model=EditedOut)
async def merge_activities(request: Request, req: Writing, merge: MergeIn, key: IdempotencyKey = None) -> Response:
    """Make one activity of two: channels of another device by time, or two recordings one after the other."""
    ids = merge.activity_id, merge.other_id

    async def act() -> EditedOut:
        shift_s = merge.clock_shift_s
        if merge.channels is None:
            edit_id = await concatenate(req.db, req.athlete_id, *ids, clock_shift_s=shift_s, made_by=ATHLETE)
        else:
            channels = list(dict.fromkeys(merge.channels))
            edit_id = await merge_channels(
                req.db, req.athlete_id, *ids, channels=channels, clock_shift_s=shift_s, made_by=ATHLETE
            )
        return EditedOut(edit_id=edit_id, activity_ids=ids)

    return await once_only(request, req, key, act)


@router.post("/activities/{activity_id}/split", response_model=EditedOut)
async def split_activity(
    request: Request, req: Writing, activity_id: UUID, cuts: SplitIn, key: IdempotencyKey = None
) -> Response:
    """Split an activity. The first piece keeps the id; `activity_ids` names all pieces in order."""

    async def act() -> EditedOut:
        edit_id, pieces = await split(req.db, req.athlete_id, activity_id, cuts.at_s, made_by=ATHLETE)
        return EditedOut(edit_id=edit_id, activity_ids=pieces)

    return await once_only(request, req, key, act)


@router.post("/activities/{activity_id}/crop", response_model=EditedOut)
async def crop_activity(
    request: Request, req: Writing, activity_id: UUID, kept: CropIn, key: IdempotencyKey = None
) -> Response:
    """Keep what lies between two times. The original stays as it is."""

    async def act() -> EditedOut:
        edit_id = await crop(req.db, req.athlete_id, activity_id, kept.from_s, kept.to_s, made_by=ATHLETE)
        return EditedOut(edit_id=edit_id, activity_ids=(activity_id,))

    return await once_only(request, req, key, act)


@router.get("/activities/{activity_id}/edits", response_model=EditPageOut)
async def list_edits(
    request: Request, req: Reading, activity_id: UUID, limit: Limit = 30, cursor: Cursor = None
) -> Response:
    """What was done to an activity, the newest first, what was undone too."""
    key = None
    if cursor is not None:
        moment, (after_id,) = read_key(cursor, 1)
        key = moment, after_id

    async def compute() -> EditPageOut:
        await get_activity(req.db, activity_id)
        found = await undo.list_edits(req.db, activity_id, limit=limit + 1, after=key)
        last = found[limit - 1] if len(found) > limit else None
        return EditPageOut(
            items=[EditOut.model_validate(edit) for edit in found[:limit]],
            next_cursor=write_cursor(last.made_at.isoformat(), last.id) if last else None,
        )

    return await cached(request, req.principal, compute)


@router.post("/activities/{activity_id}/edits/{edit_id}/undo", response_model=EditedOut)
async def undo_edit(
    request: Request, req: Writing, activity_id: UUID, edit_id: UUID, key: IdempotencyKey = None
) -> Response:
    """Take an edit back, for every activity it touched. Refused (`edit_built_on`) when something later builds on it."""

    async def act() -> EditedOut:
        edit = await undo.undo(req.db, req.athlete_id, activity_id, edit_id, made_by=ATHLETE)
        return EditedOut(edit_id=edit.id, activity_ids=edit.activity_ids)

    return await once_only(request, req, key, act)
