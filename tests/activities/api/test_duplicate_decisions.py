"""Probable duplicates: shown side by side, decided by the athlete, undone."""

from typing import Any

import httpx2
import pytest

from paceline.infra.ids import new_id
from tests.activities.api.conftest import DAY_MS, Json, Record, post, refusal, ride, show, two_devices, undo
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
