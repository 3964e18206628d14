"""The `Idempotency-Key` of a POST, and an answer that may have been given before."""

from typing import Annotated

from fastapi import Header, Response

from paceline.infra.idempotency import Answer

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="Sent again with the same request within a day, the first answer comes back and nothing is done twice.",
    ),
]


def response_of(answer: Answer) -> Response:
    """The response; `Idempotent-Replayed` says that nothing was done this time."""
    headers = {"cache-control": "no-store"} | ({"idempotent-replayed": "true"} if answer.is_replayed else {})
    return Response(answer.body, answer.status, headers, "application/json")
