"""Editing or deleting many activities at once: one entry undoes it all."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import httpx2
import pytest

from paceline.activities.schemas import NewActivity, SourceKind
from paceline.activities.service.record import record_many
from paceline.infra.db.athlete import athlete_session
from paceline.infra.ids import new_id
from tests.activities.api.conftest import DAY_MS, Marks, Record, post, refusal, ride, show, undo
from tests.activities.builders import START_MS, leg
from tests.statements import counted_statements


async def test_many_are_edited_in_as_many_statements_as_one_and_undone_as_one(
    ana: httpx2.AsyncClient, add: Record
) -> None:
    keys = [str(await add(*ride(f"ride {n}", start_ms=START_MS + n * DAY_MS))) for n in range(12)]
    with counted_statements() as for_one:
        await post(ana, "activities/bulk", {"ids": keys[:1], "set": {"is_commute": True, "workout_type": "easy"}})
    with counted_statements() as for_many:
        edit = await post(
            ana, "activities/bulk", {"ids": keys[1:], "set": {"is_commute": True, "workout_type": "easy"}}
        )
    assert len(for_many) == len(for_one)
    assert len((await ana.get("/api/v1/activities", params={"flags": "commute"})).json()["items"]) == 12
    assert (await undo(ana, edit)).is_success
    assert [
        one["id"] for one in (await ana.get("/api/v1/activities", params={"flags": "commute"})).json()["items"]
    ] == keys[:1]


async def test_a_filter_names_the_many(ana: httpx2.AsyncClient, add: Record, published: Marks) -> None:
    for n in range(3):
        await add(*ride(f"ride {n}", start_ms=START_MS + n * DAY_MS))
    await published()
    edit = await post(ana, "activities/bulk", {"filter": {"from_on": "2024-05-13"}, "delete": True})
    assert len(edit["activity_ids"]) == 2
    assert await published() == {"removed": date(2024, 5, 13)}
    assert len((await ana.get("/api/v1/activities")).json()["items"]) == 1
    await undo(ana, edit)
    assert await published() == {"recorded": date(2024, 5, 13)}
    assert len((await ana.get("/api/v1/activities")).json()["items"]) == 3
    nothing = await post(ana, "activities/bulk", {"filter": {"q": "no such"}, "delete": True})
    assert nothing == {"edit_id": None, "activity_ids": []}


async def test_every_filter_of_the_list_names_the_many_but_for_those_left_out(
    ana: httpx2.AsyncClient, add: Record
) -> None:
    keys = [str(await add(*ride(f"ride {n}", start_ms=START_MS + n * DAY_MS))) for n in range(4)]
    await post(ana, "activities/bulk", {"ids": keys[:3], "set": {"is_commute": True}})
    shown = {"flags": ["commute"], "has": ["position"], "min_duration_s": 1, "max_distance_m": 1e6}
    listed = (await ana.get("/api/v1/activities", params=shown)).json()["items"]
    assert [one["id"] for one in listed] == keys[2::-1]
    edit = await post(
        ana, "activities/bulk", {"filter": {**shown, "except_ids": keys[1:2]}, "set": {"workout_type": "easy"}}
    )
    assert sorted(edit["activity_ids"]) == sorted([keys[0], keys[2]])


async def test_many_come_out_of_the_trash_by_a_filter_and_go_back_as_one(ana: httpx2.AsyncClient, add: Record) -> None:
    keys = [str(await add(*ride(f"ride {n}", start_ms=START_MS + n * DAY_MS))) for n in range(3)]
    await post(ana, "activities/bulk", {"ids": keys[:2], "delete": True})
    edit = await post(ana, "activities/bulk", {"filter": {}, "restore": True})
    assert sorted(edit["activity_ids"]) == sorted(keys[:2])
    assert len((await ana.get("/api/v1/activities")).json()["items"]) == 3
    await undo(ana, edit)
    assert len((await ana.get("/api/v1/activities", params={"deleted": True})).json()["items"]) == 2
    nowhere = await ana.post("/api/v1/activities/bulk", json={"ids": keys[2:], "restore": True})
    assert refusal(nowhere) == (409, "activity_not_deleted")


@pytest.mark.parametrize(
    "body",
    [
        {"ids": [], "delete": True},
        {"ids": ["018f0000-0000-7000-8000-000000000000"] * 20_001, "delete": True},
        {"delete": True},
        {"ids": ["018f0000-0000-7000-8000-000000000000"], "filter": {}, "delete": True},
        {"ids": ["018f0000-0000-7000-8000-000000000000"]},
        {"ids": ["018f0000-0000-7000-8000-000000000000"], "set": {}},
        {"ids": ["018f0000-0000-7000-8000-000000000000"], "set": {"is_race": True}, "delete": True},
        {"ids": ["018f0000-0000-7000-8000-000000000000"], "restore": True, "delete": True},
        {"filter": {"anything": 1}, "delete": True},
        {"filter": {"family": ["no such"]}, "delete": True},
    ],
)
async def test_a_bulk_edit_says_plainly_what_and_of_which(ana: httpx2.AsyncClient, body: dict[str, Any]) -> None:
    assert refusal(await ana.post("/api/v1/activities/bulk", json=body)) == (422, "input_invalid")


async def test_one_unknown_id_stops_a_bulk_edit_before_anything_changed(ana: httpx2.AsyncClient, add: Record) -> None:
    key = await add()
    for what in ({"set": {"is_race": True}}, {"delete": True}):
        answer = await ana.post("/api/v1/activities/bulk", json={"ids": [str(key), str(new_id())], **what})
        assert refusal(answer) == (404, "activity_not_found")
    detail = await show(ana, key)
    assert (detail["is_race"], detail["deleted_at"]) == (False, None)


async def test_setting_nothing_besides_deleting_deletes(ana: httpx2.AsyncClient, add: Record) -> None:
    key = str(await add())
    edit = await post(ana, "activities/bulk", {"ids": [key], "set": {}, "delete": True})
    assert edit["edit_id"] is not None
    assert (await show(ana, key))["deleted_at"] is not None


async def test_a_filter_names_more_than_a_page_and_one_step_undoes_them_all(
    ana: httpx2.AsyncClient, athlete_id: UUID
) -> None:
    one = leg(60)
    many = [
        NewActivity(
            SourceKind.MANUAL,
            f"entry {n}",
            (replace(one, facts=replace(one.facts, started_at_ms=START_MS - n * DAY_MS), streams={}),),
        )
        for n in range(1001)
    ]
    async with athlete_session(athlete_id) as db:
        await record_many(db, athlete_id, many)
    edit = await post(ana, "activities/bulk", {"filter": {}, "set": {"is_commute": True}})
    assert len(edit["activity_ids"]) == 1001
    months = {"flags": "commute"}
    assert (await ana.get("/api/v1/activities/months", params=months)).json()["total_count"] == 1001
    assert (await undo(ana, edit)).is_success
    assert (await ana.get("/api/v1/activities/months", params=months)).json()["total_count"] == 0


async def test_the_kind_of_workout_is_set_taken_away_and_given_back(ana: httpx2.AsyncClient, add: Record) -> None:
    keys = [str(await add(*ride("ride", start_ms=START_MS, workout_type="long_run")))]
    assert (await show(ana, keys[0]))["workout_type"] == "long_run"
    for said, shown in (("tempo", "tempo"), ("  ", None), ("", None), (None, "long_run")):
        await post(ana, "activities/bulk", {"ids": keys, "set": {"workout_type": said}})
        assert (await show(ana, keys[0]))["workout_type"] == shown, said
