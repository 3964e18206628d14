"""Bikes and shoes, their totals, and what is deleted only unused."""

import asyncio
from typing import Any
from uuid import UUID

import httpx2

from paceline.activities.rules.snapshots import Stated
from paceline.activities.schemas import NewActivity
from paceline.activities.service.editing.fields import set_fields
from paceline.activities.service.gear import remove_gear
from paceline.infra.db.athlete import athlete_session
from paceline.infra.ids import new_id
from tests.activities.api.conftest import DAY_MS, Record, patch, post, refusal, ride, show, undo
from tests.activities.builders import START_MS, file_activity, leg, original
from tests.waiting import until_blocked


async def _gear(browser: httpx2.AsyncClient, **fields: Any) -> dict[str, Any]:
    return await post(browser, "gear", {"kind": "bike", "name": "Steel", **fields})


async def test_gear_counts_what_counts(ana: httpx2.AsyncClient, add: Record) -> None:
    gear = await _gear(ana, initial_distance_m=1000.0)
    rides: list[NewActivity] = []
    for n in range(3):
        new, content = ride(f"ride {n}", start_ms=START_MS + n * DAY_MS, distance_m=5000.0)
        rides.append(new)
        await patch(ana, await add(new, content), gear_id=gear["id"])
    listed = (await ana.get("/api/v1/activities", params={"gear_id": gear["id"]})).json()["items"]
    assert len(listed) == 3
    await patch(ana, listed[0]["id"], is_excluded=True)
    found = (await ana.get(f"/api/v1/gear/{gear['id']}")).json()
    assert (found["distance_m"], found["activity_count"]) == (11_000.0, 2)
    assert (found["first_on"], found["last_on"]) == ("2024-05-12", "2024-05-13")
    assert found["moving_s"] > 0


async def test_gear_of_a_source_can_be_taken_off_and_shown_again(ana: httpx2.AsyncClient, add: Record) -> None:
    key = await add(file_activity(None, leg(gear="Old Faithful")), original())
    (gear,) = (await ana.get("/api/v1/gear")).json()["items"]
    assert (gear["name"], (await show(ana, key))["gear_id"]) == ("Old Faithful", gear["id"])
    await patch(ana, key, gear_id="none")
    assert (await show(ana, key))["gear_id"] is None
    await patch(ana, key, gear_id=None)
    assert (await show(ana, key))["gear_id"] == gear["id"]


async def test_only_unused_gear_is_deleted(ana: httpx2.AsyncClient, add: Record) -> None:
    key, gear = await add(), await _gear(ana)
    await patch(ana, key, gear_id=gear["id"])
    await ana.delete(f"/api/v1/activities/{key}")
    refused = await ana.delete(f"/api/v1/gear/{gear['id']}")
    assert refusal(refused) == (409, "gear_in_use")
    assert refused.json()["activity_count"] == 1
    await post(ana, f"activities/{key}/restore")
    taken_off = await patch(ana, key, gear_id=None)
    assert (await ana.delete(f"/api/v1/gear/{gear['id']}")).status_code == 204
    assert refusal(await ana.get(f"/api/v1/gear/{gear['id']}")) == (404, "gear_not_found")
    assert refusal(await undo(ana, taken_off)) == (404, "gear_not_found")


async def test_gear_is_changed_by_name_of_field_only(ana: httpx2.AsyncClient) -> None:
    gear = await _gear(ana, brand="Maker", model="One")
    address = f"/api/v1/gear/{gear['id']}"
    changed = (await ana.patch(address, json={"is_retired": True, "brand": None})).json()
    assert changed == gear | {"is_retired": True, "brand": None}
    for body in ({"name": None}, {"source": "archive"}, {"kind": "car"}, {"distance_m": 5}):
        assert refusal(await ana.patch(address, json=body)) == (422, "input_invalid"), body
    assert refusal(await ana.patch(f"/api/v1/gear/{new_id()}", json={})) == (404, "gear_not_found")


async def test_gear_that_is_being_given_to_an_activity_is_in_use(
    ana: httpx2.AsyncClient, athlete_id: UUID, add: Record
) -> None:
    key, gear = await add(), await _gear(ana)
    async with athlete_session(athlete_id) as db:
        await set_fields(db, athlete_id, [key], {"gear_id": Stated(gear["id"])}, made_by="athlete")
        removing = asyncio.ensure_future(ana.delete(f"/api/v1/gear/{gear['id']}"))
        await until_blocked(1, removing)
    assert refusal(await removing) == (409, "gear_in_use")


async def test_gear_that_is_being_removed_is_given_to_no_activity(
    ana: httpx2.AsyncClient, athlete_id: UUID, add: Record
) -> None:
    key, gear = await add(), await _gear(ana)
    noted = {"sport": "ride", "started_at_local": "2024-05-01T08:00:00", "elapsed_s": 60, "gear_id": gear["id"]}
    async with athlete_session(athlete_id) as db:
        await remove_gear(db, athlete_id, UUID(gear["id"]))
        setting = asyncio.ensure_future(ana.patch(f"/api/v1/activities/{key}", json={"gear_id": gear["id"]}))
        noting = asyncio.ensure_future(ana.post("/api/v1/activities", json=noted))
        await until_blocked(2, setting, noting)
    assert refusal(await setting) == refusal(await noting) == (404, "gear_not_found")
