"""Setting fields by hand: overrides that win, one entry that undoes, many at once, manual entries."""

from datetime import date
from typing import Any
from uuid import UUID

import httpx2
import pytest

from paceline.activities.schemas import NewActivity
from paceline.infra.ids import new_id
from tests.activities.api.conftest import Marks, Record, essence, patch, post, refusal, ride, show, undo
from tests.activities.builders import START_MS, archive_row, counted_statements, file_activity, leg, original, sha_of

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
NOTED = {"sport": "run", "started_at_local": "2024-05-20T07:00:00", "time_zone": "America/New_York", "elapsed_s": 1800}

# Every field that can be set, with a value no source says.
EVERY_FIELD: dict[str, Any] = {
    "name": "Renamed", "description": "By hand", "private_note": "Only mine", "sport": "gravel_ride", "is_trainer": True,
    "is_commute": True, "is_race": True, "is_excluded": True, "workout_type": "intervals", "perceived_exertion": 7.5,
    "started_at": "2024-05-11T21:59:00Z", "time_zone": "Asia/Tokyo", "elapsed_s": 700.5, "moving_s": 650.0,
    "distance_m": 5000.0, "ascent_m": 12.0, "calories_kcal": 321.0,
}  # fmt: skip


async def test_every_field_can_be_set_is_kept_and_falls_back_to_its_source(
    ana: httpx2.AsyncClient, add: Record
) -> None:
    key = await add()
    before = await show(ana, key)
    await patch(ana, key, **EVERY_FIELD)
    detail = await show(ana, key)
    assert {name: detail[name] for name in EVERY_FIELD} == EVERY_FIELD
    assert sorted(EVERY_FIELD) == detail["overridden"]
    assert (detail["local_on"], detail["utc_offset_s"], detail["counted"]) == ("2024-05-12", 32400, False)
    await patch(ana, key, **dict.fromkeys(EVERY_FIELD))
    assert essence(await show(ana, key)) == essence(before)


async def test_the_average_speed_follows_a_distance_set_right(ana: httpx2.AsyncClient, add: Record) -> None:
    key = await add()
    await patch(ana, key, distance_m=5000.0, moving_s=500.0)
    assert (await show(ana, key))["average_speed_mps"] == 10.0
    await patch(ana, key, distance_m=None)
    assert (await show(ana, key))["average_speed_mps"] == pytest.approx(4800 / 500, rel=0.01)


async def test_an_edit_is_undone_as_one(ana: httpx2.AsyncClient, add: Record) -> None:
    key = await add()
    before = await show(ana, key)
    edit = await patch(ana, key, **EVERY_FIELD)
    answer = await undo(ana, edit)
    assert answer.json() == {"edit_id": edit["edit_id"], "activity_ids": [str(key)]}
    after = await show(ana, key)
    assert essence(after) == essence(before)
    assert after["edits"][0]["undone_at"] is not None
    assert refusal(await undo(ana, edit)) == (409, "edit_undone")


async def test_what_was_set_by_hand_survives_another_import_of_the_same(ana: httpx2.AsyncClient, add: Record) -> None:
    content = original()
    key = await add(archive_row(sha_of(content), name="From the archive"), content)
    await patch(ana, key, name="Mine", distance_m=4321.0)
    await add(archive_row(sha_of(content), name="Renamed there"))
    assert await add(file_activity(content), content) == key
    detail = await show(ana, key)
    assert (detail["name"], detail["distance_m"], detail["sample_count"]) == ("Mine", 4321.0, 600)


async def test_an_edit_that_a_later_one_overwrote_is_not_undone_before_it(ana: httpx2.AsyncClient, add: Record) -> None:
    key = await add()
    first = await patch(ana, key, name="First", is_race=True)
    second = await patch(ana, key, name="Second")
    refused = await undo(ana, first)
    assert refusal(refused) == (409, "edit_built_on")
    assert refused.json()["edit_ids"] == [second["edit_id"]]
    assert (await undo(ana, second)).is_success
    assert (await undo(ana, first)).is_success
    assert (await show(ana, key))["overridden"] == []


async def test_edits_of_different_fields_are_undone_in_any_order(ana: httpx2.AsyncClient, add: Record) -> None:
    key = await add()
    first = await patch(ana, key, name="First")
    await patch(ana, key, is_race=True)
    assert (await undo(ana, first)).is_success
    assert (await show(ana, key))["overridden"] == ["is_race"]


async def test_setting_what_is_set_already_is_no_edit(ana: httpx2.AsyncClient, add: Record) -> None:
    key = await add()
    await patch(ana, key, name="Mine")
    again = await patch(ana, key, name="Mine", description=None)
    assert again["edit_id"] is None
    assert len((await show(ana, key))["edits"]) == 1


async def test_the_history_pages_newest_first_and_says_what_was_and_became(
    ana: httpx2.AsyncClient, add: Record
) -> None:
    key = await add()
    for name in ("One", "Two", "Three"):
        await patch(ana, key, name=name)
    address = f"/api/v1/activities/{key}/edits"
    first = (await ana.get(address, params={"limit": 2})).json()
    second = (await ana.get(address, params={"limit": 2, "cursor": first["next_cursor"]})).json()
    changes = [(edit["before"]["name"], edit["after"]["name"]) for edit in first["items"] + second["items"]]
    assert changes == [("Two", "Three"), ("One", "Two"), (None, "One")]
    assert second["next_cursor"] is None


async def test_a_moved_start_tells_of_the_earlier_of_both_days(
    ana: httpx2.AsyncClient, add: Record, published: Marks
) -> None:
    key = await add()
    await published()
    edit = await patch(ana, key, started_at="2024-05-20T06:00:00Z")
    assert await published() == {"changed": date(2024, 5, 12)}
    await undo(ana, edit)
    assert await published() == {"changed": date(2024, 5, 12)}


async def test_a_change_by_an_outdated_view_is_refused(ana: httpx2.AsyncClient, add: Record) -> None:
    key = await add()
    address, revision = f"/api/v1/activities/{key}", (await show(ana, key))["revision"]
    mine = await ana.patch(address, json={"name": "Mine"}, headers={"if-match": f'"{revision}"'})
    assert mine.status_code == 200
    late = await ana.patch(address, json={"name": "Late"}, headers={"if-match": f'"{revision}"'})
    assert refusal(late) == (409, "activity_changed")
    assert (await show(ana, key))["name"] == "Mine"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"gear_id": "018f0000-0000-7000-8000-000000000000"}, "gear_not_found"),
        ({"primary_source_id": "018f0000-0000-7000-8000-000000000000"}, "source_not_found"),
        ({"time_zone": "Europe/Nowhere"}, "time_zone_unknown"),
        ({"started_at": "2124-05-12T00:00:00Z"}, "started_at_in_future"),
        ({"started_at": "9999-12-31T23:59:59-12:00"}, "started_at_in_future"),
        ({"started_at": "0001-01-01T00:00:00+14:00"}, "started_at_too_early"),
        ({"started_at": "2024-05-12T00:00:00"}, "input_invalid"),
        ({"name": " "}, "input_invalid"),
        ({"name": "two\nlines"}, "input_invalid"),
        ({"description": "nul \x00"}, "input_invalid"),
        ({"distance_m": -1}, "input_invalid"),
        ({"sport": "quidditch"}, "input_invalid"),
        ({"counted": True}, "input_invalid"),
        ({"athlete_id": "018f0000-0000-7000-8000-000000000000"}, "input_invalid"),
        ({"content_rev": 7}, "input_invalid"),
    ],
)
async def test_a_field_that_cannot_be_set_changes_nothing(
    ana: httpx2.AsyncClient, add: Record, body: dict[str, Any], code: str
) -> None:
    key = await add()
    before = await show(ana, key)
    answer = await ana.patch(f"/api/v1/activities/{key}", json={"is_race": True} | body)
    assert refusal(answer)[1] == code
    assert await show(ana, key) == before


async def test_the_source_to_show_can_be_chosen(ana: httpx2.AsyncClient, add: Record) -> None:
    content = original()
    key = await add(file_activity(content), content)
    await add(archive_row(sha_of(content), distance_m=4999.0))
    detail = await show(ana, key)
    archive = next(one for one in detail["sources"] if one["source"] == "archive")
    edit = await patch(ana, key, primary_source_id=archive["id"])
    chosen = await show(ana, key)
    assert (chosen["distance_m"], chosen["sample_count"]) == (4999.0, 0)
    assert chosen["content_rev"] > detail["content_rev"]
    await undo(ana, edit)
    assert (await show(ana, key))["sample_count"] == 600


async def test_excluding_a_multi_sport_activity_excludes_its_legs(ana: httpx2.AsyncClient, add: Record) -> None:
    legs = leg(sport="swim"), leg(sport="ride", start_ms=START_MS + HOUR_MS)
    key = await add(file_activity(original("tri"), *legs), original("tri"))
    edit = await patch(ana, key, is_excluded=True, name="Race day")
    detail = await show(ana, key)
    assert [one["counted"] for one in detail["legs"]] == [False, False]
    assert {one["name"] for one in detail["legs"]}.isdisjoint({"Race day"})
    await undo(ana, edit | {"activity_ids": [str(key)]})
    assert [one["counted"] for one in (await show(ana, key))["legs"]] == [True, True]


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


@pytest.mark.parametrize(
    "body",
    [
        {"ids": [], "delete": True},
        {"ids": ["018f0000-0000-7000-8000-000000000000"] * 1001, "delete": True},
        {"delete": True},
        {"ids": ["018f0000-0000-7000-8000-000000000000"], "filter": {}, "delete": True},
        {"ids": ["018f0000-0000-7000-8000-000000000000"]},
        {"ids": ["018f0000-0000-7000-8000-000000000000"], "set": {}},
        {"ids": ["018f0000-0000-7000-8000-000000000000"], "set": {"is_race": True}, "delete": True},
        {"filter": {"anything": 1}, "delete": True},
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


async def test_a_manual_entry_counts_on_its_local_day(ana: httpx2.AsyncClient, published: Marks) -> None:
    noted = NOTED | {
        "started_at_local": "2024-05-20T23:30:00", "distance_m": 5000, "ascent_m": 30, "perceived_exertion": 4,
        "average_heart_rate_bpm": 150,
    }  # fmt: skip
    made = await post(ana, "activities", noted)
    assert made["probable_of"] == []
    assert await published() == {"recorded": date(2024, 5, 20)}
    detail = await show(ana, made["activity_id"])
    assert (detail["started_at"], detail["local_on"], detail["time_zone"]) == (
        "2024-05-21T03:30:00Z",
        "2024-05-20",
        "America/New_York",
    )
    assert (detail["ascent_m"], detail["average_heart_rate_bpm"], detail["perceived_exertion"]) == (30, 150, 4)
    assert (detail["is_manual"], detail["counted"], detail["average_power_w"]) == (True, True, None)
    assert detail["average_speed_mps"] == pytest.approx(5000 / 1800)
    assert detail["sources"][0]["source"] == "manual"


async def test_a_manual_entry_of_what_is_recorded_already_waits_for_a_decision(
    ana: httpx2.AsyncClient, add: Record
) -> None:
    key = await add()
    again = {"sport": "ride", "started_at_local": "2024-05-12T08:00:00", "time_zone": "Europe/Zurich", "elapsed_s": 600}
    made = await post(ana, "activities", again)
    assert made["probable_of"] == [str(key)]
    assert (await show(ana, made["activity_id"]))["counted"] is False


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"time_zone": "Mars/Base"}, "time_zone_unknown"),
        ({"started_at_local": "2124-01-01T00:00:00"}, "started_at_in_future"),
        ({"started_at_local": "0001-01-01T00:00:00"}, "started_at_too_early"),
        ({"started_at_local": "2024-05-20T07:00:00Z"}, "input_invalid"),
        ({"gear_id": "018f0000-0000-7000-8000-000000000000"}, "gear_not_found"),
        ({"elapsed_s": 0}, "input_invalid"),
        ({"is_admin": True}, "input_invalid"),
    ],
)
async def test_an_impossible_manual_entry_is_refused(
    ana: httpx2.AsyncClient, changes: dict[str, Any], code: str
) -> None:
    answer = await ana.post("/api/v1/activities", json=NOTED | changes)
    assert refusal(answer)[1] == code
    assert (await ana.get("/api/v1/activities")).json()["items"] == []


async def test_a_repeated_request_notes_an_activity_once(ana: httpx2.AsyncClient) -> None:
    headers = {"idempotency-key": "one-tap"}
    first = await ana.post("/api/v1/activities", json=NOTED, headers=headers)
    second = await ana.post("/api/v1/activities", json=NOTED, headers=headers)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert second.headers["idempotent-replayed"] == "true"
    other = await ana.post("/api/v1/activities", json=NOTED | {"elapsed_s": 60}, headers=headers)
    assert refusal(other) == (422, "idempotency_key_reused")
    assert len((await ana.get("/api/v1/activities")).json()["items"]) == 1


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
