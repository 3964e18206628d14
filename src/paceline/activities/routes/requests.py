"""What the routes of this slice share."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Request, Response
from pydantic import BaseModel

from paceline.infra.idempotency import Answer, hash_of, once
from paceline.infra.web.idempotency import response_of
from paceline.infra.web.paging import foreign_cursor, read_cursor
from paceline.infra.web.principal import AthleteRequest, reading, writing

Reading = Annotated[AthleteRequest, reading()]
Writing = Annotated[AthleteRequest, writing()]

ATHLETE = "athlete"
"""Who makes an edit that comes over HTTP, by whatever credential: the athlete."""


def read_key(cursor: str, ids: int) -> tuple[datetime, list[UUID]]:
    """The key of a cursor: an instant and so many ids. Raises `AppError(cursor_invalid)`."""
    moment, *keys = read_cursor(cursor, ids + 1)
    try:
        parsed = datetime.fromisoformat(str(moment))
        if parsed.tzinfo is None:
            raise foreign_cursor()
        return parsed, [UUID(str(key)) for key in keys]
    except ValueError as error:
        raise foreign_cursor() from error


async def once_only(
    request: Request, req: AthleteRequest, key: str | None, act: Callable[[], Awaitable[BaseModel]], status: int = 200
) -> Response:
    """Answer a POST with what `act` gives; with an `Idempotency-Key` seen before, with what it gave then."""

    async def acted() -> Answer:
        return Answer(status, (await act()).model_dump_json().encode())

    request_hash = hash_of(request.method.encode(), request.url.path.encode(), await request.body())
    return response_of(await once(req.db, req.athlete_id, key, request_hash, acted))
