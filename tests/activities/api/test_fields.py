"""Setting fields by hand: overrides that win, and entries that undo."""

from datetime import date
from typing import Any

import httpx2
import pytest

from tests.activities.api.conftest import HOUR_MS, Marks, Record, essence, patch, refusal, show, undo
from tests.activities.builders import START_MS, archive_row, file_activity, leg, original, sha_of

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
        ({"time_zone": "localtime"}, "time_zone_unknown"),
        ({"time_zone": "posix/Europe/Berlin"}, "time_zone_unknown"),
        ({"time_zone": "CET"}, "time_zone_unknown"),
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
