"""Faults of the connection: what a network between the two does."""

from typing import Annotated, Literal

from pydantic import Field

from paceline.sandbox.faults.answers import Seconds
from paceline.sandbox.faults.base import NO_ANSWER, Answer, Call, Exchange, Fault

Share = Annotated[float, Field(ge=0, le=1)]


class Reset(Fault):
    """The connection is reset before an answer. With `is_handled` the request had its effect: a rotated token that never arrived."""

    kind: Literal["reset"] = "reset"
    is_handled: bool = False

    async def answer(self, call: Call) -> Answer:
        """Nothing that would be seen."""
        return await call.answered() if self.is_handled else NO_ANSWER

    async def send(self, answer: Answer, exchange: Exchange) -> None:
        """Not at all."""
        await exchange.reset()


class ShortBody(Fault):
    """The other side hangs up in the middle of a body."""

    kind: Literal["short_body"] = "short_body"
    kept: Share = 0.5

    async def send(self, answer: Answer, exchange: Exchange) -> None:
        """That share of the body."""
        await exchange.send_cut(answer, int(len(answer.body) * self.kept))


class Drip(Fault):
    """The body trickles: no pause is long enough for a read timeout, all of them together are long."""

    kind: Literal["drip"] = "drip"
    chunk_bytes: int = Field(default=16, ge=1)
    every_s: Seconds = 0.05

    async def send(self, answer: Answer, exchange: Exchange) -> None:
        """Chunk by chunk."""
        await exchange.send_slowly(answer, self.chunk_bytes, self.every_s)
