"""Faults in what a service answers, or in when it does."""

from typing import Annotated, Literal

from pydantic import Field

from paceline.sandbox.faults.base import NO_ANSWER, Answer, Call, Exchange, Fault, typed_answer

_HTML = b"<!DOCTYPE html><html><head><title>Temporarily unavailable</title></head><body><h1>Please try again</h1></body></html>"
_HTML_TYPE = b"text/html; charset=utf-8"
_MAX_WAIT_S = 300.0

Seconds = Annotated[float, Field(ge=0, le=_MAX_WAIT_S)]


class Status(Fault):
    """Another status instead of an answer: 500, 502, 503, 504, 404 … The service does nothing."""

    kind: Literal["status"] = "status"
    status: int = Field(ge=200, le=599)
    body: str | None = None
    content_type: str = "text/html; charset=utf-8"
    headers: dict[str, str] = Field(default_factory=dict[str, str])

    async def answer(self, call: Call) -> Answer:
        """That status, under an error page when no body is given."""
        body = _HTML if self.body is None else self.body.encode()
        answer = typed_answer(self.status, body, self.content_type.encode())
        for name, value in self.headers.items():
            answer = answer.with_header(name.lower().encode(), value.encode())
        return answer


class Html(Fault):
    """An error page that says 200: what proxies before a service send."""

    kind: Literal["html"] = "html"

    async def answer(self, call: Call) -> Answer:
        """The page."""
        return typed_answer(200, _HTML, _HTML_TYPE)


class Delay(Fault):
    """The right answer, late. A client that leaves first has had its request handled all the same."""

    kind: Literal["delay"] = "delay"
    seconds: Seconds

    async def send(self, answer: Answer, exchange: Exchange) -> None:
        """After the delay."""
        if not await exchange.client_left(self.seconds):
            await exchange.send(answer)


class Hang(Fault):
    """No answer: the client's timeout ends it. `is_handled` says whether the request had its effect."""

    kind: Literal["hang"] = "hang"
    is_handled: bool = False
    at_most_s: Seconds = _MAX_WAIT_S

    async def answer(self, call: Call) -> Answer:
        """Nothing that would be seen."""
        return await call.answered() if self.is_handled else NO_ANSWER

    async def send(self, answer: Answer, exchange: Exchange) -> None:
        """Never, unless the client is very patient."""
        if not await exchange.client_left(self.at_most_s):
            await exchange.reset()
