"""The gate every request of a stand-in passes: it is read whole, counted, answered, perhaps spoilt, and sent."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Generic

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from paceline.sandbox.faults.base import Answer, Call, Fault, Subject
from paceline.sandbox.faults.exchange import AsgiExchange
from paceline.sandbox.faults.plan import F, FaultPlan

ADMIN_PREFIX = "/_sandbox/"
"""Paths of the stand-in itself: not the service's, never counted, never spoilt."""

Describe = Callable[[Scope], Subject]
Record = Callable[[Call, Answer, Fault | None], None]


class Gate(Generic[F]):
    """An ASGI app around the healthy service."""

    def __init__(
        self,
        service: ASGIApp,
        plan: FaultPlan[F],
        now: Callable[[], datetime],
        *,
        describe: Describe,
        record: Record,
        context: Any = None,
    ) -> None:
        self._service, self._plan, self._now = service, plan, now
        self._describe, self._record, self._context = describe, record, context

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; lifespan and the admin's pass straight through."""
        if scope["type"] != "http" or scope["path"].startswith(ADMIN_PREFIX):
            await self._service(scope, receive, send)
            return
        body = await _whole(receive)
        call = self._call(scope, body)
        fault = self._plan.fault_for(call)
        answer = await (call.answered() if fault is None else fault.answer(call))
        # Before it is sent: a client that has its answer finds it in the ledger.
        self._record(call, answer, fault)
        exchange = AsgiExchange(scope, receive, send, self._now)
        await (exchange.send(answer) if fault is None else fault.send(answer, exchange))

    def _call(self, scope: Scope, body: bytes) -> Call:
        async def handle(query_string: bytes) -> Answer:
            return await _answer_of(self._service, {**scope, "query_string": query_string}, body)

        return Call(
            method=scope["method"],
            path=scope["path"],
            query_string=scope["query_string"],
            headers=dict(scope["headers"]),
            body=body,
            subject=self._describe(scope),
            handle=handle,
            context=self._context,
        )


async def _whole(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return body


async def _answer_of(service: ASGIApp, scope: Scope, body: bytes) -> Answer:
    """What a service answers, caught before it leaves."""
    started: Message = {}
    parts: list[bytes] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            started.update(message)
        else:
            parts.append(message.get("body", b""))

    await service(scope, receive, send)
    headers = tuple((name, value) for name, value in started["headers"] if name != b"content-length")
    return Answer(started["status"], headers, b"".join(parts))
