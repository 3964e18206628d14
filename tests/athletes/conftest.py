"""Two athletes signed in, and what was published for the first."""

from functools import partial
from uuid import UUID

import httpx2
import pytest

from paceline.athletes.events import JudgementChanged, TimeZoneChanged
from paceline.infra import events
from tests.conftest import Marks, SignUp, take_marks


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

    return partial(take_marks, athlete_id)
