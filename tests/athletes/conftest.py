"""Requests as one of two athletes, by a header instead of a credential."""

from collections.abc import Awaitable, Callable
from datetime import date
from uuid import UUID

import httpx2
import pytest
from fastapi import Request
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.athletes.events import JudgementChanged, TimeZoneChanged
from paceline.infra import events
from paceline.infra.db.athlete import athlete_session
from paceline.infra.ids import new_id
from paceline.infra.web import principal
from paceline.infra.web.principal import Principal, Scope

_ENTER = text(
    "select set_config('app.athlete_id', :athlete_id, true), set_config('transaction_read_only', :read_only, true)"
)


class _ByHeader:
    """Takes the athlete from a header."""

    async def resolve(self, request: Request, db: AsyncConnection, *, read_only: bool) -> Principal:
        athlete_id = UUID(request.headers["x-athlete"])
        await db.execute(_ENTER, {"athlete_id": str(athlete_id), "read_only": "on" if read_only else "off"})
        data_rev = (await db.execute(text("select data_rev from athlete_revision"))).scalar_one()
        return Principal(new_id(), athlete_id, False, frozenset(Scope), "session", new_id(), data_rev)

    async def touch(self, principal: Principal) -> None:
        raise AssertionError("no credential is stale here")

    async def denied(self, request: Request, principal: Principal) -> None:
        raise AssertionError("no right is missing here")


@pytest.fixture
async def athlete(client: httpx2.AsyncClient, athlete_id: UUID, monkeypatch: pytest.MonkeyPatch) -> httpx2.AsyncClient:
    """The application as one athlete sees it."""
    monkeypatch.setattr(principal, "_gate", _ByHeader())
    client.headers["x-athlete"] = str(athlete_id)
    return client


@pytest.fixture
def as_other(other_athlete_id: UUID) -> dict[str, str]:
    """Headers of a second athlete."""
    return {"x-athlete": str(other_athlete_id)}


Marks = Callable[[], Awaitable[dict[str, date]]]


@pytest.fixture
def published(athlete: httpx2.AsyncClient, athlete_id: UUID) -> Marks:
    """What was published for the athlete since the last look: subject → earliest day."""
    events.wire(
        {
            JudgementChanged: (events.Subscription("judgement", "tasks.process"),),
            TimeZoneChanged: (events.Subscription("time_zone", "tasks.process"),),
        }
    )

    async def take() -> dict[str, date]:
        async with athlete_session(athlete_id) as db:
            rows = (await db.execute(text("delete from dirty_mark returning subject, earliest_on"))).all()
        return {row.subject: row.earliest_on for row in rows}

    return take
