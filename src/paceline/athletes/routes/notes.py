"""Injuries, illnesses and journeys."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from paceline.athletes.routes.requests import Reading, Writing, read_day_and_id
from paceline.athletes.schemas import NoteIn, NoteKind, NoteOut, NotePage, NotePatch
from paceline.athletes.service import notes as service
from paceline.infra.web.caching import cached
from paceline.infra.web.idempotency import IdempotencyKey, once_only
from paceline.infra.web.paging import Cursor, Limit, write_cursor
from paceline.infra.web.routing import api_router

router = api_router("/profile/notes", tags=["profile"])


@router.get("", response_model=NotePage)
async def list_notes(
    request: Request,
    req: Reading,
    limit: Limit = 30,
    cursor: Cursor = None,
    kind: NoteKind | None = None,
    from_day: Annotated[date | None, Query(alias="from", description="Local day, included.")] = None,
    to_day: Annotated[date | None, Query(alias="to", description="Local day, included.")] = None,
) -> Response:
    """Injuries, illnesses and journeys, the latest begun first; of a range of days those that hold on any of them."""

    async def compute() -> NotePage:
        after = read_day_and_id(cursor) if cursor else None
        found = await service.list_notes(
            req.db, after=after, limit=limit + 1, kind=kind, from_day=from_day, to_day=to_day
        )
        last = found[limit - 1] if len(found) > limit else None
        return NotePage(
            items=[NoteOut.model_validate(note) for note in found[:limit]],
            next_cursor=write_cursor(last.from_on.isoformat(), last.id) if last else None,
        )

    return await cached(request, req.principal, compute)


@router.get("/{note_id}", response_model=NoteOut)
async def get_note(request: Request, req: Reading, note_id: UUID) -> Response:
    """One note."""

    async def compute() -> NoteOut:
        return NoteOut.model_validate(await service.get_note(req.db, note_id))

    return await cached(request, req.principal, compute)


@router.post("", status_code=201, response_model=NoteOut)
async def post_note(request: Request, req: Writing, note: NoteIn, key: IdempotencyKey = None) -> Response:
    """Note an injury, an illness or a journey."""

    async def act() -> NoteOut:
        return NoteOut.model_validate(await service.add_note(req.db, note))

    return await once_only(request, req, key, act, 201)


@router.patch("/{note_id}")
async def patch_note(req: Writing, note_id: UUID, patch: NotePatch) -> NoteOut:
    """Change what is named; null clears. `until_on` ends what goes on."""
    return NoteOut.model_validate(await service.change_note(req.db, note_id, patch))


@router.delete("/{note_id}", status_code=204)
async def delete_note(req: Writing, note_id: UUID) -> None:
    """Forget a note."""
    await service.remove_note(req.db, note_id)
