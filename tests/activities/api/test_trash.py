"""Deleting, and what brings back what was deleted."""

from datetime import date
from uuid import UUID

import httpx2

from tests.activities.api.conftest import HOUR_MS, Marks, Record, essence, post, refusal, show, undo
from tests.activities.builders import START_MS, file_activity, leg, original


async def test_what_is_deleted_leaves_the_list_and_totals_and_comes_back(
    ana: httpx2.AsyncClient, add: Record, published: Marks
) -> None:
    key = await add()
    before = await show(ana, key)
    await published()
    gone = (await ana.delete(f"/api/v1/activities/{key}")).json()
    assert await published() == {"removed": date(2024, 5, 12)}
    assert (await ana.get("/api/v1/activities")).json()["items"] == []
    trash = (await ana.get("/api/v1/activities", params={"deleted": True})).json()["items"]
    assert [(one["id"], one["counted"]) for one in trash] == [(str(key), False)]
    assert refusal(await ana.delete(f"/api/v1/activities/{key}")) == (409, "activity_deleted")
    assert refusal(await ana.patch(f"/api/v1/activities/{key}", json={"name": "x"})) == (409, "activity_deleted")
    await post(ana, f"activities/{key}/restore")
    assert await published() == {"recorded": date(2024, 5, 12)}
    assert essence(await show(ana, key)) == essence(before)
    assert refusal(await undo(ana, gone)) == (409, "edit_built_on")
    assert refusal(await ana.post(f"/api/v1/activities/{key}/restore")) == (409, "activity_not_deleted")


async def test_a_deletion_is_undone_and_keeps_a_re_import_out_meanwhile(ana: httpx2.AsyncClient, add: Record) -> None:
    key = await add()
    gone = (await ana.delete(f"/api/v1/activities/{key}")).json()
    assert await add() == key
    assert (await ana.get("/api/v1/activities")).json()["items"] == []
    assert (await undo(ana, gone)).is_success
    assert len((await ana.get("/api/v1/activities")).json()["items"]) == 1


async def test_a_leg_comes_back_with_its_whole(ana: httpx2.AsyncClient, add: Record) -> None:
    legs = leg(sport="swim"), leg(sport="ride", start_ms=START_MS + HOUR_MS)
    key: UUID = await add(file_activity(original("tri"), *legs), original("tri"))
    leg_id = (await show(ana, key))["legs"][0]["id"]
    await ana.delete(f"/api/v1/activities/{key}")
    await post(ana, f"activities/{leg_id}/restore")
    detail = await show(ana, key)
    assert detail["deleted_at"] is None
    assert [one["counted"] for one in detail["legs"]] == [True, True]
