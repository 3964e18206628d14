"""The `Idempotency-Key` of a POST: a request that comes again is answered as the first time, and nothing is done twice."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Header, Request, Response
from pydantic import BaseModel

from paceline.infra.idempotency import Answer, hash_of, once
from paceline.infra.web.principal import AthleteRequest

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="Sent again with the same request within a day, the first answer comes back and nothing is done twice.",
    ),
]


async def once_only(
    request: Request,
    req: AthleteRequest,
    key: str | None,
    act: Callable[[], Awaitable[BaseModel | None]],
    status: int = 200,
) -> Response:
    """Answer a POST with what `act` gives, `None` for an empty answer; with a key seen before, with what it gave then.

    Two requests are the same when method, address with its query, and body are.
    """

    async def acted() -> Answer:
        said = await act()
        return Answer(status, b"" if said is None else said.model_dump_json().encode())

    url = request.url
    parts = (request.method, url.path, url.query)
    request_hash = hash_of(*(part.encode() for part in parts), await request.body())
    return response_of(await once(req.db, req.athlete_id, key, request_hash, acted))


def response_of(answer: Answer) -> Response:
    """The response; `Idempotent-Replayed` says that nothing was done this time."""
    headers = {"cache-control": "no-store"} | ({"idempotent-replayed": "true"} if answer.is_replayed else {})
    return Response(answer.body, answer.status, headers, "application/json" if answer.body else None)
