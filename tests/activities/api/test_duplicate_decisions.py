"""Probable duplicates: shown side by side, decided by the athlete, undone."""

from typing import Any

import httpx2
import pytest

from paceline.infra.ids import new_id
from tests.activities.api.conftest import DAY_MS, HOUR_MS, Json, Record, post, refusal, ride, show, two_devices, undo
from tests.activities.builders import START_MS


async def _counted(browser: httpx2.AsyncClient, *keys: str) -> list[bool]:
    return [(await show(browser, key))["counted"] for key in keys]


async def test_open_pairs_are_shown_side_by_side_with_their_evidence(ana: httpx2.AsyncClient, add: Record) -> None:
    for n in range(3):
        start_ms = START_MS + n * DAY_MS
        await add(*ride(f"watch {n}", start_ms=start_ms))
        await add(*ride(f"bike {n}", start_ms=start_ms, speed_mps=7.99))
    address = "/api/v1/activities/duplicates"
    first = (await ana.get(address, params={"limit": 2})).json()
    second = (await ana.get(address, params={"limit": 2, "cursor": first["next_cursor"]})).json()
    pairs = first["items"] + second["items"]
    assert [(pair["activity"]["name"], pair["other"]["name"]) for pair in pairs] == [
        (f"bike {n}", f"watch {n}") for n in (2, 1, 0)
    ]
    assert all(pair["evidence"]["overlap"] == 1.0 for pair in pairs)
    assert second["next_cursor"] is None
    assert [first["total_count"], second["total_count"]] == [3, 3]
    detail = await show(ana, pairs[0]["activity"]["id"])
    assert [(one["other_id"], one["is_primary"]) for one in detail["duplicates"]] == [(pairs[0]["other"]["id"], False)]


@pytest.mark.parametrize(
    ("decision", "counted", "listed"),
    [
        ({"decision": "link"}, [True, False], 1),
        ({"decision": "primary", "primary": 1}, [False, True], 1),
        ({"decision": "primary", "primary": 0}, [True, False], 1),
        ({"decision": "keep_both"}, [True, True], 2),
    ],
)
@pytest.mark.parametrize("swapped", [False, True])
async def test_a_decision_says_what_counts_and_is_undone(
    ana: httpx2.AsyncClient, add: Record, decision: Json, counted: list[bool], listed: int, swapped: bool
) -> None:
    keys = await two_devices(add)
    body: dict[str, Any] = {"decision": decision["decision"], "activity_id": keys[1], "other_id": keys[0]}
    if swapped:
        body |= {"activity_id": keys[0], "other_id": keys[1]}
    if "primary" in decision:
        body["primary_id"] = keys[decision["primary"]]
    edit = await post(ana, "activities/duplicates/decide", body)
    assert await _counted(ana, *keys) == counted
    assert len((await ana.get("/api/v1/activities")).json()["items"]) == listed
    assert (await ana.get("/api/v1/activities/duplicates")).json()["items"] == []
    assert (await undo(ana, edit)).is_success
    assert await _counted(ana, *keys) == [True, False]
    assert len((await ana.get("/api/v1/activities/duplicates")).json()["items"]) == 1


async def test_a_decision_can_be_taken_anew_and_the_first_is_not_undone_then(
    ana: httpx2.AsyncClient, add: Record
) -> None:
    one, other = await two_devices(add)
    pair = {"activity_id": other, "other_id": one}
    first = await post(ana, "activities/duplicates/decide", pair | {"decision": "keep_both"})
    await post(ana, "activities/duplicates/decide", pair | {"decision": "primary", "primary_id": other})
    assert await _counted(ana, one, other) == [False, True]
    assert refusal(await undo(ana, first)) == (409, "edit_built_on")


async def test_what_is_linked_counts_again_when_the_primary_is_deleted(ana: httpx2.AsyncClient, add: Record) -> None:
    one, other = await two_devices(add)
    await post(ana, "activities/duplicates/decide", {"activity_id": other, "other_id": one, "decision": "link"})
    gone = (await ana.delete(f"/api/v1/activities/{one}")).json()
    assert await _counted(ana, one, other) == [False, True]
    assert [item["id"] for item in (await ana.get("/api/v1/activities")).json()["items"]] == [other]
    await undo(ana, gone)
    assert await _counted(ana, one, other) == [True, False]


async def test_a_decision_about_no_pair_is_refused(ana: httpx2.AsyncClient, add: Record) -> None:
    one, other = await two_devices(add)
    third = str(await add(*ride("third", start_ms=START_MS + DAY_MS)))
    address = "/api/v1/activities/duplicates/decide"
    for body, answer in (
        ({"activity_id": one, "other_id": third, "decision": "link"}, (404, "duplicate_not_found")),
        ({"activity_id": one, "other_id": str(new_id()), "decision": "link"}, (404, "activity_not_found")),
        (
            {"activity_id": one, "other_id": other, "decision": "primary", "primary_id": third},
            (422, "primary_not_in_pair"),
        ),
        ({"activity_id": one, "other_id": other, "decision": "primary"}, (422, "input_invalid")),
        ({"activity_id": one, "other_id": other, "decision": "link", "primary_id": one}, (422, "input_invalid")),
    ):
        assert refusal(await ana.post(address, json=body)) == answer, body
    assert await _counted(ana, one, other, third) == [True, False, True]


async def test_decisions_in_a_row_leave_the_last_choice_counting(ana: httpx2.AsyncClient, add: Record) -> None:
    keys = [str(await add(*ride(f"device {n}", start_ms=START_MS, speed_mps=8 - n / 100))) for n in range(3)]
    address = "activities/duplicates/decide"
    for one, other in ((0, 1), (1, 2)):
        pair = {"activity_id": keys[one], "other_id": keys[other], "decision": "primary", "primary_id": keys[other]}
        await post(ana, address, pair)
    assert await _counted(ana, *keys) == [False, False, True]
    assert [(await show(ana, key))["duplicate_of"] for key in keys] == [keys[2], keys[2], None]
    await ana.delete(f"/api/v1/activities/{keys[2]}")
    assert await _counted(ana, *keys) == [False, True, False]


async def test_what_is_merged_in_does_not_count_beside_it(ana: httpx2.AsyncClient, add: Record) -> None:
    keys = [str(await add(*ride(f"part {n}", start_ms=START_MS + n * HOUR_MS, seconds=600 + 90 * n))) for n in range(3)]
    first, second, third = keys
    merged = await post(ana, "activities/merge", {"activity_id": first, "other_id": second})
    pair = {"activity_id": first, "other_id": second, "decision": "keep_both"}
    assert refusal(await ana.post("/api/v1/activities/duplicates/decide", json=pair)) == (409, "activity_linked")
    again = await ana.post("/api/v1/activities/merge", json={"activity_id": third, "other_id": second})
    assert refusal(again) == (409, "activity_linked")
    cut = await ana.post(f"/api/v1/activities/{second}/split", json={"at_s": [300]})
    assert refusal(cut) == (409, "activity_linked")
    outer = await post(ana, "activities/merge", {"activity_id": third, "other_id": first})
    gone = (await ana.delete(f"/api/v1/activities/{first}")).json()
    assert await _counted(ana, second, third) == [False, True]
    assert (await show(ana, second))["duplicate_of"] == third
    for edit in (gone, outer, merged):
        assert (await undo(ana, edit)).is_success
    assert await _counted(ana, *keys) == [True, True, True]


async def test_a_piece_that_a_merge_brought_counts_in_place_of_its_recording(
    ana: httpx2.AsyncClient, add: Record
) -> None:
    first = str(await add(*ride("first", start_ms=START_MS)))
    second = str(await add(*ride("second", start_ms=START_MS + HOUR_MS, seconds=900)))
    await post(ana, "activities/merge", {"activity_id": first, "other_id": second})
    pieces = (await post(ana, f"activities/{first}/split", {"at_s": [3600]}))["activity_ids"]
    await ana.delete(f"/api/v1/activities/{first}")
    assert await _counted(ana, first, second, pieces[1]) == [False, False, True]
    await ana.delete(f"/api/v1/activities/{pieces[1]}")
    assert await _counted(ana, first, second, pieces[1]) == [False, True, False]
