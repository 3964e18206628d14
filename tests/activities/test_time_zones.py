"""An athlete who moves to another time zone takes along what nothing else places: zone, offset and local day."""

import asyncio
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import text

from paceline.activities.rules.snapshots import Stated
from paceline.activities.schemas import NewActivity, SourceFacts, SourceKind
from paceline.activities.service.editing.fields import set_fields
from paceline.activities.service.prepare import prepare_leg
from paceline.activities.service.record import record
from paceline.activities.service.relocalise import JOB, OF_TIME_ZONE, SUBJECT, relocalise
from paceline.athletes.events import TimeZoneChanged
from paceline.connectors.base import Channel, Samples
from paceline.entrypoints import wiring
from paceline.infra import events
from paceline.infra.db.athlete import athlete_session
from paceline.infra.jobs.registry import run_job
from tests.activities.builders import START_MS, activity_rows, leg, original, samples, sha_of
from tests.conftest import SignUp
from tests.waiting import until_blocked

LATE_MS = START_MS + int(17.5 * 3_600_000)
"""2024-05-12 23:30 UTC: in Tokyo the next day has begun."""
DAY_MS = 86_400_000
UTC_START = {"time_zone": "UTC", "utc_offset_s": 0, "local_on": date(2024, 5, 12)}
TOKYO_START = {"time_zone": "Asia/Tokyo", "utc_offset_s": 32_400, "local_on": date(2024, 5, 13)}


@pytest.fixture
async def ana(athlete_id: UUID, sign_up: SignUp) -> httpx2.AsyncClient:
    """The athlete `athlete_id`, who has named no time zone."""
    return await sign_up("ana")


def indoors(number: int = 0, *, zone: str = "UTC", source: SourceKind = SourceKind.FILE, **facts: Any) -> NewActivity:
    """A ride of ten minutes on a trainer, read while the athlete lived in `zone`: no position says where."""
    outside = samples(start_ms=LATE_MS + number * DAY_MS)
    nowhere = {name: column for name, column in outside.channels.items() if name not in _PLACES}
    said = SourceFacts(started_at_ms=LATE_MS + number * DAY_MS, elapsed_s=599.0, sport="indoor_ride", **facts)
    made = prepare_leg(said, Samples(outside.at_ms, nowhere), athlete_time_zone=zone)
    content = original(f"indoors {number}")
    return NewActivity(source, f"{number}", (made,), sha256=sha_of(content) if source is SourceKind.FILE else None)


_PLACES = {Channel.LATITUDE, Channel.LONGITUDE}


async def add(athlete_id: UUID, new: NewActivity, blob: bytes | None = None) -> UUID:
    async with athlete_session(athlete_id) as db:
        blob = blob or (original(f"indoors {new.source_id}") if new.sha256 else None)
        return (await record(db, athlete_id, new, blob=blob)).activity_ids[0]


async def move_to(browser: httpx2.AsyncClient, zone: str) -> None:
    answer = await browser.patch("/api/v1/profile", json={"time_zone": zone})
    assert answer.status_code == 200, answer.text


async def start_of(athlete_id: UUID, activity_id: UUID) -> dict[str, Any]:
    async with athlete_session(athlete_id, read_only=True) as db:
        (row,) = [row for row in await activity_rows(db) if row["id"] == activity_id]
    return {name: row[name] for name in UTC_START}


async def marks(athlete_id: UUID) -> dict[str, date]:
    async with athlete_session(athlete_id, read_only=True) as db:
        rows = (await db.execute(text("select subject, earliest_on from dirty_mark"))).all()
    return {row.subject: row.earliest_on for row in rows}


async def forget_marks(athlete_id: UUID, but: str = "") -> None:
    async with athlete_session(athlete_id) as db:
        await db.execute(text("delete from dirty_mark where subject <> :but"), {"but": but})


async def waiting_jobs(athlete_id: UUID) -> list[str]:
    async with athlete_session(athlete_id, read_only=True) as db:
        found = await db.execute(text("select task_name from jobs.procrastinate_jobs where status = 'todo'"))
        return [name for name in found.scalars() if name == JOB]


async def test_a_recording_without_a_place_moves_with_its_athlete(ana: httpx2.AsyncClient, athlete_id: UUID) -> None:
    key = await add(athlete_id, indoors())
    assert await start_of(athlete_id, key) == UTC_START
    await forget_marks(athlete_id)
    await move_to(ana, "Asia/Tokyo")
    assert set(await marks(athlete_id)) == {SUBJECT}
    await run_job(JOB, {"athlete_id": str(athlete_id)})
    assert await start_of(athlete_id, key) == TOKYO_START
    shown = (await ana.get(f"/api/v1/activities/{key}")).json()
    assert (shown["name"], shown["time_zone_source"]) == ("Morning indoor ride", "athlete")


async def test_who_is_woken_hears_of_the_earlier_of_both_days(ana: httpx2.AsyncClient, athlete_id: UUID) -> None:
    await add(athlete_id, indoors())
    for zone in ("Asia/Tokyo", "UTC"):
        await forget_marks(athlete_id)
        await move_to(ana, zone)
        await relocalise(athlete_id)
        told = await marks(athlete_id)
        assert told
        assert set(told.values()) == {date(2024, 5, 12)}, zone
        assert SUBJECT not in told


async def test_what_is_placed_by_anything_else_stays_where_it_was(ana: httpx2.AsyncClient, athlete_id: UUID) -> None:
    placed = {
        "position": await add(athlete_id, replace(indoors(1), legs=(leg(start_ms=START_MS),))),
        "device": await add(athlete_id, indoors(2, utc_offset_s=7200)),
        "provider": await add(athlete_id, indoors(3, time_zone="America/New_York")),
        "edited": await add(athlete_id, indoors(4)),
    }
    noted = {"sport": "run", "started_at_local": "2024-04-20T23:00:00", "elapsed_s": 1800}
    placed["noted"] = UUID((await ana.post("/api/v1/activities", json=noted)).json()["activity_id"])
    edit = await ana.patch(f"/api/v1/activities/{placed['edited']}", json={"time_zone": "Europe/Zurich"})
    assert edit.status_code == 200
    before = {name: await start_of(athlete_id, key) for name, key in placed.items()}
    await move_to(ana, "Asia/Tokyo")
    await forget_marks(athlete_id, but=SUBJECT)
    await relocalise(athlete_id)
    assert {name: await start_of(athlete_id, key) for name, key in placed.items()} == before
    assert await marks(athlete_id) == {}
    await ana.patch(f"/api/v1/activities/{placed['edited']}", json={"time_zone": None})
    assert (await start_of(athlete_id, placed["edited"]))["time_zone"] == "Asia/Tokyo"


async def test_an_archives_row_without_its_file_moves_too(ana: httpx2.AsyncClient, athlete_id: UUID) -> None:
    key = await add(athlete_id, indoors(source=SourceKind.ARCHIVE))
    await move_to(ana, "Asia/Tokyo")
    await relocalise(athlete_id)
    assert await start_of(athlete_id, key) == TOKYO_START


async def test_what_was_cut_moves_and_is_still_there_when_the_cut_is_undone(
    ana: httpx2.AsyncClient, athlete_id: UUID
) -> None:
    key = await add(athlete_id, indoors())
    split = (await ana.post(f"/api/v1/activities/{key}/split", json={"at_s": [300]})).json()
    first, second = map(UUID, split["activity_ids"])
    await move_to(ana, "Asia/Tokyo")
    await relocalise(athlete_id)
    assert [await start_of(athlete_id, one) for one in (first, second)] == [TOKYO_START] * 2
    crop = (await ana.post(f"/api/v1/activities/{first}/crop", json={"from_s": 0, "to_s": 100})).json()
    await move_to(ana, "UTC")
    await relocalise(athlete_id)
    undone = await ana.post(f"/api/v1/activities/{first}/edits/{crop['edit_id']}/undo")
    assert undone.status_code == 200, undone.text
    assert await start_of(athlete_id, first) == UTC_START


async def test_the_pieces_of_a_split_stay_in_the_zone_set_by_hand(ana: httpx2.AsyncClient, athlete_id: UUID) -> None:
    key = await add(athlete_id, indoors())
    await ana.patch(f"/api/v1/activities/{key}", json={"time_zone": "Asia/Tokyo"})
    split = (await ana.post(f"/api/v1/activities/{key}/split", json={"at_s": [300]})).json()
    pieces = [UUID(one) for one in split["activity_ids"]]
    assert [await start_of(athlete_id, piece) for piece in pieces] == [TOKYO_START] * 2
    await move_to(ana, "Europe/Zurich")
    await relocalise(athlete_id)
    assert [await start_of(athlete_id, piece) for piece in pieces] == [TOKYO_START] * 2
    undone = await ana.post(f"/api/v1/activities/{key}/edits/{split['edit_id']}/undo")
    assert undone.status_code == 200, undone.text
    assert await start_of(athlete_id, key) == TOKYO_START


async def test_what_is_deleted_comes_back_on_its_new_day(ana: httpx2.AsyncClient, athlete_id: UUID) -> None:
    key = await add(athlete_id, indoors())
    await ana.delete(f"/api/v1/activities/{key}")
    await move_to(ana, "Asia/Tokyo")
    await relocalise(athlete_id)
    await ana.post(f"/api/v1/activities/{key}/restore")
    assert await start_of(athlete_id, key) == TOKYO_START


async def test_a_file_that_was_read_before_the_move_and_recorded_after_it_is_in_the_new_zone(
    ana: httpx2.AsyncClient, athlete_id: UUID
) -> None:
    read_before = indoors(zone="UTC")
    await move_to(ana, "Asia/Tokyo")
    await relocalise(athlete_id)
    assert await start_of(athlete_id, await add(athlete_id, read_before)) == TOKYO_START


async def test_many_are_moved_in_bounded_slices_each_of_which_is_kept(
    ana: httpx2.AsyncClient, athlete_id: UUID
) -> None:
    keys = [await add(athlete_id, indoors(number)) for number in range(5)]
    await move_to(ana, "Asia/Tokyo")
    moved: list[int] = []
    while SUBJECT in await marks(athlete_id):
        await relocalise(athlete_id, at_once=2, budget_s=0)
        zones = [(await start_of(athlete_id, key))["time_zone"] for key in keys]
        moved.append(zones.count("Asia/Tokyo"))
        assert len(await waiting_jobs(athlete_id)) == 1
    assert moved == [2, 4, 5]


async def test_without_a_move_nothing_is_touched(ana: httpx2.AsyncClient, athlete_id: UUID) -> None:
    key = await add(athlete_id, indoors(zone="UTC"))
    await forget_marks(athlete_id)
    await relocalise(athlete_id)
    assert await start_of(athlete_id, key) == UTC_START
    await ana.patch("/api/v1/profile", json={"units": "imperial"})
    assert await marks(athlete_id) == {}


async def test_the_wiring_wakes_it(ana: httpx2.AsyncClient, athlete_id: UUID) -> None:
    assert wiring.EVENTS[TimeZoneChanged] == OF_TIME_ZONE == (events.Subscription(SUBJECT, JOB),)
    await move_to(ana, "Asia/Tokyo")
    assert await waiting_jobs(athlete_id) == [JOB]


async def test_what_is_set_by_hand_while_the_activities_move_is_shown(
    ana: httpx2.AsyncClient, athlete_id: UUID
) -> None:
    key = await add(athlete_id, indoors())
    await move_to(ana, "Asia/Tokyo")
    async with athlete_session(athlete_id) as db:
        await set_fields(db, athlete_id, [key], {"name": Stated("Mine")}, made_by="athlete")
        moving = asyncio.create_task(relocalise(athlete_id))
        await until_blocked(1, moving)
    await moving
    async with athlete_session(athlete_id, read_only=True) as db:
        (row,) = await activity_rows(db)
    assert (row["name"], row["time_zone"]) == ("Mine", "Asia/Tokyo")
