"""The stream of live events: it tells of changes and progress, ends with its credential, and is bounded."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from typing import Any
from uuid import UUID

import httpx2
import orjson
import pytest
from fastapi import FastAPI, Request

from paceline.entrypoints.web import FEEDS
from paceline.infra.settings import Settings
from paceline.infra.web import problems
from paceline.infra.web.live import Pace, events_router, stream_of
from tests.conftest import SignUp
from tests.fitness.history import day, record_one, settle, short_ride
from tests.imports.runs import Importer, fit

QUICK = Pace(look_every_s=0.01, heartbeat_s=0.05)


@pytest.fixture
async def athlete(athlete_id: UUID, sign_up: SignUp) -> httpx2.AsyncClient:
    return await sign_up("ana")


def _request(browser: httpx2.AsyncClient, settings: Settings) -> Request:
    """A request with the browser's credential."""
    app = FastAPI()
    app.state.settings = settings
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.cookies.jar)
    headers = [(b"host", b"127.0.0.1:8000"), (b"cookie", cookies.encode())]
    scope = {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "path": "/api/v1/events",
        "query_string": b"",
        "headers": headers,
    }
    return Request(scope | {"app": app, "client": ("127.0.0.1", 50000), "server": ("127.0.0.1", 8000)})


async def _events(
    browser: httpx2.AsyncClient, settings: Settings, pace: Pace
) -> AsyncGenerator[tuple[str, dict[str, Any]]]:
    """Events with their data, heartbeats as `heartbeat`; each within ten seconds."""
    async with aclosing(stream_of(_request(browser, settings), FEEDS, pace)) as stream:
        while True:
            async with asyncio.timeout(10):
                try:
                    piece = await anext(stream)
                except StopAsyncIteration:
                    return
            if piece.startswith(b":"):
                yield "heartbeat", {}
            for event in piece.decode().split("\n\n"):
                lines = dict(line.split(": ", 1) for line in event.split("\n") if ": " in line)
                if "event" in lines:
                    yield lines["event"], orjson.loads(lines["data"])


Listen = Callable[..., Any]


@pytest.fixture
def listening(settings: Settings) -> Listen:
    """`async with listening(browser) as events`."""

    @asynccontextmanager
    async def listen(browser: httpx2.AsyncClient, pace: Pace = QUICK) -> AsyncIterator[AsyncGenerator[Any]]:
        async with aclosing(_events(browser, settings, pace)) as events:
            yield events

    return listen


async def _until(events: AsyncGenerator[Any], name: str) -> dict[str, Any]:
    async for found, data in events:
        if found == name:
            return data
    raise AssertionError(f"no {name}")


async def test_the_progress_of_an_import_is_told_until_it_is_over(
    athlete: httpx2.AsyncClient, importer: Importer, listening: Listen
) -> None:
    async with listening(athlete) as events:
        first = await _until(events, "revision")
        batch = (await athlete.post("/api/v1/imports", files=[("files", ("a.fit", fit(0)))])).json()
        queued = await _until(events, "import")
        assert (queued["id"], queued["status"]) == (batch["id"], "queued")
        await importer.finish(UUID(batch["id"]))
        while (told := await _until(events, "import"))["status"] != "completed":
            assert told["id"] == batch["id"]
        assert told["counts"]["imported"] == 1
        await athlete.patch("/api/v1/profile", json={"display_name": "Ana"})
        assert (await _until(events, "revision"))["revision"] > first["revision"]


async def test_silence_is_filled_with_heartbeats(athlete: httpx2.AsyncClient, listening: Listen) -> None:
    async with listening(athlete) as events:
        await _until(events, "revision")
        await _until(events, "heartbeat")
        assert (await anext(events))[0] == "heartbeat"


async def test_a_stream_ends_with_its_credential(athlete: httpx2.AsyncClient, listening: Listen) -> None:
    async with listening(athlete) as events:
        await _until(events, "revision")
        answer = await athlete.post("/api/v1/auth/logout")
        assert answer.status_code == 204
        assert (await _until(events, "end"))["code"]
        assert [event async for event in events] == []


async def test_a_stream_is_over_after_its_time(athlete: httpx2.AsyncClient, listening: Listen) -> None:
    async with listening(athlete, Pace(look_every_s=0.01, lasts_s=0.05)) as events:
        assert await _until(events, "end") == {"code": "stream_over"}


async def test_somebody_elses_import_is_not_told(
    athlete: httpx2.AsyncClient, sign_up: SignUp, importer: Importer, listening: Listen
) -> None:
    ben = await sign_up("ben")
    async with listening(ben) as events:
        await _until(events, "revision")
        await athlete.post("/api/v1/imports", files=[("files", ("a.fit", fit(0)))])
        assert (await anext(events))[0] == "heartbeat"


async def test_an_athlete_has_a_bounded_number_of_streams(athlete: httpx2.AsyncClient, settings: Settings) -> None:
    app = FastAPI()
    app.state.settings = settings
    problems.install(app)
    app.router.routes.extend(events_router(FEEDS, Pace(look_every_s=0.01, lasts_s=60, most_streams=1)).routes)
    stop = asyncio.Event()
    sent: list[dict[str, Any]] = []
    begun = asyncio.Event()

    async def receive() -> dict[str, Any]:
        await stop.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)
        if message["type"] == "http.response.body":
            begun.set()

    scope = {
        **_request(athlete, settings).scope,
        "path": "/api/v1/events",
        "raw_path": b"/api/v1/events",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
    }
    listening = asyncio.ensure_future(app(dict(scope), receive, send))
    async with asyncio.timeout(10):
        await begun.wait()
    transport = httpx2.ASGITransport(app=app, client=("127.0.0.1", 50000))
    cookie = {"cookie": dict(scope["headers"])[b"cookie"].decode()}
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000", headers=cookie) as second:
        refused = await second.get("/api/v1/events")
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_streams")
    stop.set()
    async with asyncio.timeout(10):
        await listening
    assert sent[0]["status"] == 200
    assert dict(sent[0]["headers"])[b"content-type"].startswith(b"text/event-stream")


async def test_a_recomputation_tells_how_far_it_is_and_ends_in_a_new_revision(
    athlete: httpx2.AsyncClient, athlete_id: UUID, listening: Listen
) -> None:
    for number in range(2):
        await record_one(athlete_id, short_ride(), day(number), with_analysis=False)
    async with listening(athlete) as events:
        name, before = await anext(events)
        assert name == "revision"
        name, progress = await anext(events)
        assert (name, progress["is_over"]) == ("recompute", False)
        assert (progress["waiting_count"], progress["activity_count"]) == (2, 2)
        assert progress["earliest_on"] == day(0).isoformat()
        await settle(athlete_id)
        revisions = [before["revision"]]
        async for name, data in events:
            if name == "revision":
                revisions.append(data["revision"])
            elif name == "recompute" and data["is_over"]:
                break
    assert revisions == sorted(set(revisions))
    assert len(revisions) > 1
    fitness = await athlete.get("/api/v1/fitness", params={"from": day(0).isoformat(), "to": day(1).isoformat()})
    assert fitness.json()["is_updating"] is False
    assert len(fitness.json()["day"]) == 2
