"""Two athletes signed in, and what was published for the first."""

from collections.abc import Awaitable, Callable
from datetime import date
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import text

from paceline.athletes.events import JudgementChanged, TimeZoneChanged
from paceline.infra import events
from paceline.infra.db.athlete import athlete_session

SignUp = Callable[[str], Awaitable[httpx2.AsyncClient]]
Marks = Callable[[], Awaitable[dict[str, date]]]


@pytest.fixture
async def athlete(athlete_id: UUID, sign_up: SignUp) -> httpx2.AsyncClient:
    """The athlete `athlete_id`, which the first account claims."""
    return await sign_up("ana")


@pytest.fixture
async def other(athlete: httpx2.AsyncClient, sign_up: SignUp) -> httpx2.AsyncClient:
    """A second athlete."""
    return await sign_up("ben")


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
