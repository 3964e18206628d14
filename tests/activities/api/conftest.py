"""Two athletes signed in, activities of the first one, and what was published for it."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from uuid import UUID

import httpx2
import pytest

from paceline.activities.events import ActivityChanged, ActivityRecorded, ActivityRemoved
from paceline.activities.schemas import NewActivity
from paceline.activities.service.record import record
from paceline.infra import events
from paceline.infra.db.athlete import athlete_session
from tests.activities.builders import START_MS, file_activity, leg, original
from tests.conftest import Marks, SignUp, take_marks

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS

Record = Callable[..., Awaitable[UUID]]
Json = dict[str, Any]


@pytest.fixture
async def ana(athlete_id: UUID, sign_up: SignUp) -> httpx2.AsyncClient:
    """The athlete `athlete_id`, which the first account claims."""
    return await sign_up("ana")


@pytest.fixture
async def ben(ana: httpx2.AsyncClient, sign_up: SignUp) -> httpx2.AsyncClient:
    """A second athlete."""
    return await sign_up("ben")


@pytest.fixture
def add(ana: httpx2.AsyncClient, athlete_id: UUID) -> Record:
    """`await add(...)`: record an activity for ana, a ride of ten minutes unless told otherwise; its id."""

    async def add_activity(new: NewActivity | None = None, blob: bytes | None = None) -> UUID:
        if new is None:
            new, blob = file_activity(), original()
        async with athlete_session(athlete_id) as db:
            return (await record(db, athlete_id, new, blob=blob)).activity_ids[0]

    return add_activity


@pytest.fixture
def published(ana: httpx2.AsyncClient, athlete_id: UUID) -> Marks:
    """Which events were published for ana since the last look: name → earliest day."""
    events.wire({
        ActivityRecorded: (events.Subscription("recorded", "tasks.process"),),
        ActivityChanged: (events.Subscription("changed", "tasks.process"),),
        ActivityRemoved: (events.Subscription("removed", "tasks.process"),),
    })  # fmt: skip

    return partial(take_marks, athlete_id)


def ride(name: str, *, start_ms: int, seconds: int = 600, **changes: Any) -> tuple[NewActivity, bytes]:
    """A file of its own: `await add(*ride("b", start_ms=…))`."""
    content = original(name)
    return file_activity(content, leg(seconds, start_ms=start_ms, name=name, **changes)), content


async def show(browser: httpx2.AsyncClient, activity_id: UUID | str) -> Json:
    """The detail of an activity."""
    answer = await browser.get(f"/api/v1/activities/{activity_id}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def post(browser: httpx2.AsyncClient, path: str, body: Json | None = None) -> Json:
    """What a successful POST answers."""
    answer = await browser.post(f"/api/v1/{path}", json=body)
    assert answer.is_success, answer.text
    return answer.json()


async def patch(browser: httpx2.AsyncClient, activity_id: UUID | str, **fields: Any) -> Json:
    """Change an activity; the answer."""
    answer = await browser.patch(f"/api/v1/activities/{activity_id}", json=fields)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def undo(browser: httpx2.AsyncClient, edit: Json) -> httpx2.Response:
    """Undo what an answer names."""
    key = edit["activity"]["id"] if "activity" in edit else edit["activity_ids"][0]
    return await browser.post(f"/api/v1/activities/{key}/edits/{edit['edit_id']}/undo")


def refusal(answer: httpx2.Response) -> tuple[int, str]:
    """Status and code of a refused request."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    return answer.status_code, answer.json()["code"]


def essence(detail: Json) -> Json:
    """A detail without what an edit and its undoing leave behind: history, revisions, times of writing."""
    return {name: value for name, value in detail.items() if name not in _TRACES}


_TRACES = {"edits", "revision", "updated_at", "content_rev", "sources"}


async def streams_of(browser: httpx2.AsyncClient, key: object) -> Json:
    answer = await browser.get(f"/api/v1/activities/{key}/streams")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def columns_of(browser: httpx2.AsyncClient, key: object) -> dict[str, list[float]]:
    return {name: one["values"] for name, one in (await streams_of(browser, key))["channels"].items()}


async def two_devices(add: Record, *, apart_ms: int = 0) -> tuple[str, str]:
    watch = file_activity(original("watch"), leg(name="Watch"))
    other = file_activity(original("bike"), leg(name="Bike computer", start_ms=START_MS + apart_ms, speed_mps=7.99))
    return str(await add(watch, original("watch"))), str(await add(other, original("bike")))
