"""A request on its way through a stand-in, what it is answered, and what a fault may do to both."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol
from urllib.parse import parse_qsl

import orjson
from pydantic import BaseModel, ConfigDict

Headers = tuple[tuple[bytes, bytes], ...]
JSON_TYPE = b"application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer. `Content-Length` is set when it is sent."""

    status: int
    headers: Headers = ()
    body: bytes = b""

    @property
    def is_json(self) -> bool:
        """Whether the body says it is JSON."""
        return any(name == b"content-type" and b"json" in value for name, value in self.headers)

    def document(self) -> Any:
        """The body's JSON."""
        return orjson.loads(self.body)

    def with_body(self, body: bytes) -> "Answer":
        """The same under another body."""
        return replace(self, body=body)

    def with_document(self, document: Any) -> "Answer":
        """The same under other JSON."""
        return replace(self, body=orjson.dumps(document))

    def with_header(self, name: bytes, value: bytes | None) -> "Answer":
        """The same with a header set anew, or without it."""
        kept = tuple((other, text) for other, text in self.headers if other != name)
        return replace(self, headers=kept if value is None else (*kept, (name, value)))


NO_ANSWER = Answer(0)
"""Of a request that was neither handled nor answered: the ledger shows status 0."""


def typed_answer(status: int, body: bytes, content_type: bytes) -> Answer:
    """An answer of that content type."""
    return Answer(status, ((b"content-type", content_type),), body)


def json_answer(status: int, document: Any) -> Answer:
    """An answer of JSON."""
    return typed_answer(status, orjson.dumps(document), JSON_TYPE)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a request is about; faults and the ledger go by it. `endpoint` is the stand-in's own name, such as `activities.list`."""

    endpoint: str
    athlete_id: int | None = None
    activity_id: int | None = None


Handle = Callable[[bytes], Awaitable[Answer]]
"""The healthy service: the answer to this request under a query string."""


@dataclass(frozen=True)
class Call:
    """One request."""

    method: str
    path: str
    query_string: bytes
    headers: Mapping[bytes, bytes]
    body: bytes
    subject: Subject
    handle: Handle = field(repr=False)
    context: Any = field(default=None, repr=False)
    """What the stand-in's own faults need to know of it."""

    @property
    def query(self) -> dict[str, str]:
        """The query's parameters; of a repeated one the last."""
        return dict(parse_qsl(self.query_string.decode(), keep_blank_values=True))

    async def answered(self) -> Answer:
        """What the healthy service answers."""
        return await self.handle(self.query_string)


class Exchange(Protocol):
    """The connection a call came by, as far as a fault may spoil it."""

    async def send(self, answer: Answer) -> None:
        """Answer as one does."""
        ...

    async def send_slowly(self, answer: Answer, chunk_bytes: int, every_s: float) -> None:
        """Answer in pieces with pauses between them."""
        ...

    async def send_cut(self, answer: Answer, kept_bytes: int) -> None:
        """Promise the whole body, send its beginning, and hang up."""
        ...

    async def reset(self) -> None:
        """Drop the connection as a crashed machine does (RST)."""
        ...

    async def client_left(self, within_s: float) -> bool:
        """Wait that long; whether the client hung up meanwhile."""
        ...


class Fault(BaseModel):
    """One way to fail. By itself it fails in none: a kind overrides the step it spoils."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    async def answer(self, call: Call) -> Answer:
        """What is answered."""
        return await call.answered()

    async def send(self, answer: Answer, exchange: Exchange) -> None:
        """How it travels."""
        await exchange.send(answer)
