"""Crop and split: compositions over untouched originals, each undone as if it had never been."""

from dataclasses import replace
from datetime import date
from random import Random
from uuid import UUID

import httpx2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paceline.activities.rules.composition import compose
from paceline.activities.rules.cutting import cut_to, moved_by, split_at, whole_of
from paceline.activities.schemas import Part
from paceline.activities.service.remove import purge_deleted
from paceline.activities.service.rollback import remove_batch_sources
from paceline.connectors.base import Channel, Lap, Pause
from paceline.infra.db.athlete import athlete_session
from paceline.infra.ids import new_id
from tests.activities.api.conftest import (
    DAY_MS,
    HOUR_MS,
    Json,
    Marks,
    Record,
    columns_of,
    essence,
    patch,
    post,
    refusal,
    ride,
    show,
    streams_of,
    two_devices,
    undo,
)
from tests.activities.builders import START_MS, file_activity, leg, original, samples

# -- the rules


@given(st.lists(st.integers(1, 599_999), min_size=1, max_size=6, unique=True), st.integers(-500, 500))
def test_the_pieces_of_a_split_are_the_whole_end_to_end(cuts: list[int], shift_ms: int) -> None:
    source_id, recorded = new_id(), samples()
    whole = moved_by(whole_of(source_id), shift_ms)
    begins, ends = int(recorded.at_ms[0]) + shift_ms, int(recorded.at_ms[-1]) + shift_ms
    cuts_ms = sorted(begins + cut for cut in cuts)
    pieces = [compose(one, {source_id: recorded}) for one in split_at(whole, begins, ends, cuts_ms)]
    assert np.concatenate([one.at_ms for one in pieces]).tolist() == (recorded.at_ms + shift_ms).tolist()
    power = np.concatenate([one.channels[Channel.POWER] for one in pieces if len(one)])
    assert power.tolist() == recorded.channels[Channel.POWER].tolist()


@given(st.tuples(st.integers(0, 600), st.integers(0, 600)), st.tuples(st.integers(0, 600), st.integers(0, 600)))
def test_cropping_twice_leaves_what_both_leave(one: tuple[int, int], other: tuple[int, int]) -> None:
    source_id, recorded = new_id(), samples()

    def cropped(*ranges: tuple[int, int]) -> list[int]:
        composition = whole_of(source_id)
        for begin_s, end_s in ranges:
            composition = cut_to(composition, START_MS + begin_s * 1000, START_MS + end_s * 1000)
        return compose(composition, {source_id: recorded}).at_ms.tolist()

    assert cropped(one, other) == sorted(set(cropped(one)) & set(cropped(other))) == cropped(other, one)


def test_a_part_without_any_of_the_wanted_channels_adds_nothing() -> None:
    parts = Part(new_id(), channels=("power_w",)), Part(new_id())
    assert [one.channels for one in moved_by(parts, 0, ["heart_rate_bpm"])] == [("heart_rate_bpm",)]


# -- crop


async def test_a_crop_keeps_what_lies_between_and_is_undone(
    ana: httpx2.AsyncClient, add: Record, published: Marks
) -> None:
    laps = (Lap(START_MS, 300.0), Lap(START_MS + 300_000, 299.0))
    key = await add(file_activity(None, leg(laps=laps, pauses=(Pause(START_MS + 5000, START_MS + 8000),))), original())
    before, streams = await show(ana, key), await streams_of(ana, key)
    await published()
    edit = await post(ana, f"activities/{key}/crop", {"from_s": 120, "to_s": 420})
    assert await published() == {"changed": date(2024, 5, 12)}
    detail, cropped = await show(ana, key), await streams_of(ana, key)
    assert cropped["first_at_ms"] == START_MS + 120_000
    assert cropped["elapsed_ms"] == list(range(0, 301_000, 1000))
    assert cropped["channels"]["power_w"]["values"] == streams["channels"]["power_w"]["values"][120:421]
    assert (detail["elapsed_s"], detail["started_at"]) == (300.0, "2024-05-12T06:02:00Z")
    assert detail["distance_m"] == pytest.approx(300 * 8.0, rel=0.01)
    assert (detail["is_composed"], detail["pauses"], detail["content_rev"] > before["content_rev"]) == (True, [], True)
    assert len((await ana.get(f"/api/v1/activities/{key}/laps")).json()["items"]) == 1
    assert (await ana.get(f"/api/v1/activities/{key}/original")).content == original()
    assert (await undo(ana, edit)).is_success
    assert await published() == {"changed": date(2024, 5, 12)}
    assert essence(await show(ana, key)) == essence(before)
    restored = await streams_of(ana, key)
    assert restored["content_rev"] > cropped["content_rev"]
    assert restored | {"content_rev": 0} == streams | {"content_rev": 0}


async def test_a_crop_ends_totals_set_by_hand_and_moves_a_start_set_by_hand(
    ana: httpx2.AsyncClient, add: Record
) -> None:
    key = await add()
    await patch(ana, key, name="Mine", distance_m=9999.0, started_at="2024-05-12T10:00:00Z")
    before = await show(ana, key)
    edit = await post(ana, f"activities/{key}/crop", {"from_s": 60, "to_s": 400})
    detail = await show(ana, key)
    assert (detail["name"], detail["started_at"], detail["distance_m"] < 4000) == ("Mine", "2024-05-12T10:01:00Z", True)
    assert detail["overridden"] == ["name", "started_at"]
    await undo(ana, edit)
    assert essence(await show(ana, key)) == essence(before)


async def test_a_crop_of_a_crop_is_undone_in_order_only(ana: httpx2.AsyncClient, add: Record) -> None:
    key = await add()
    first = await post(ana, f"activities/{key}/crop", {"from_s": 100, "to_s": 500})
    once = await show(ana, key)
    second = await post(ana, f"activities/{key}/crop", {"from_s": 50, "to_s": 100})
    assert (await streams_of(ana, key))["first_at_ms"] == START_MS + 150_000
    assert refusal(await undo(ana, first)) == (409, "edit_built_on")
    assert (await undo(ana, second)).is_success
    assert essence(await show(ana, key)) == essence(once)
    assert (await undo(ana, first)).is_success
    assert (await show(ana, key))["is_composed"] is False


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"from_s": 0, "to_s": 9999}, "nothing_cut"),
        ({"from_s": 5000, "to_s": 9999}, "composition_empty"),
        ({"from_s": 10.1, "to_s": 10.9}, "composition_empty"),
        ({"from_s": 10, "to_s": 10}, "input_invalid"),
        ({"from_s": -1, "to_s": 10}, "input_invalid"),
    ],
)
async def test_a_crop_that_leaves_all_or_nothing_is_refused(
    ana: httpx2.AsyncClient, add: Record, body: Json, code: str
) -> None:
    key = await add()
    before = await show(ana, key)
    assert refusal(await ana.post(f"/api/v1/activities/{key}/crop", json=body)) == (422, code)
    assert await show(ana, key) == before


async def test_what_was_cropped_stays_cropped_when_imported_again(ana: httpx2.AsyncClient, add: Record) -> None:
    key = await add()
    await post(ana, f"activities/{key}/crop", {"from_s": 0, "to_s": 99})
    before = await show(ana, key)
    assert await add() == key
    assert await show(ana, key) == before


# -- split


async def test_a_split_makes_activities_that_add_up_and_is_undone(
    ana: httpx2.AsyncClient, add: Record, published: Marks
) -> None:
    key = await add(
        file_activity(None, leg(name="Commute", description="wet", is_commute=True, gear="Steel")), original()
    )
    before, streams = await show(ana, key), await columns_of(ana, key)
    await published()
    edit = await post(ana, f"activities/{key}/split", {"at_s": [400, 100]})
    assert await published() == {"changed": date(2024, 5, 12), "recorded": date(2024, 5, 12)}
    assert edit["activity_ids"][0] == str(key)
    pieces = [await show(ana, one) for one in edit["activity_ids"]]
    assert [one["name"] for one in pieces] == ["Commute", "Commute (2)", "Commute (3)"]
    assert [one["started_at"][11:19] for one in pieces] == ["06:00:00", "06:01:40", "06:06:40"]
    assert [one["elapsed_s"] for one in pieces] == [99.0, 299.0, 199.0]
    assert all(one["counted"] and one["is_commute"] and one["gear_id"] == before["gear_id"] for one in pieces)
    assert {(one["description"], one["time_zone"], one["is_manual"]) for one in pieces} == {
        ("wet", "Europe/Zurich", False)
    }
    assert sum(one["distance_m"] for one in pieces) == pytest.approx(4800, rel=0.01)
    joined = [await columns_of(ana, one) for one in edit["activity_ids"]]
    for name, values in streams.items():
        assert [value for one in joined for value in one[name]] == values, name
    for one in edit["activity_ids"]:
        assert (await ana.get(f"/api/v1/activities/{one}/original")).content == original()
    assert (await undo(ana, edit)).is_success
    assert set(await published()) == {"changed", "removed"}
    assert essence(await show(ana, key)) == essence(before)
    assert (await ana.get(f"/api/v1/activities/{edit['activity_ids'][1]}")).status_code == 404
    assert len((await ana.get("/api/v1/activities")).json()["items"]) == 1


async def test_the_name_of_a_piece_may_be_set_again(ana: httpx2.AsyncClient, add: Record) -> None:
    key = await add()
    await patch(ana, key, name="n" * 200)
    edit = await post(ana, f"activities/{key}/split", {"at_s": [300]})
    second = edit["activity_ids"][1]
    name = (await show(ana, second))["name"]
    assert name.endswith("n (2)")
    assert (await ana.patch(f"/api/v1/activities/{second}", json={"name": name})).is_success


async def test_a_piece_can_be_edited_and_then_its_split_is_not_undone(ana: httpx2.AsyncClient, add: Record) -> None:
    key = await add()
    edit = await post(ana, f"activities/{key}/split", {"at_s": [300]})
    second = edit["activity_ids"][1]
    renamed = await patch(ana, second, name="The way home", sport="gravel_ride")
    await post(ana, f"activities/{second}/crop", {"from_s": 0, "to_s": 100})
    refused = await undo(ana, edit)
    assert refusal(refused) == (409, "edit_built_on")
    assert refused.json()["edit_ids"][0] == renamed["edit_id"]
    detail = await show(ana, second)
    assert (detail["name"], detail["elapsed_s"], detail["sport"]) == ("The way home", 100.0, "gravel_ride")


async def test_a_piece_outlives_the_deletion_of_the_first(ana: httpx2.AsyncClient, add: Record) -> None:
    key = await add()
    second = (await post(ana, f"activities/{key}/split", {"at_s": [300]}))["activity_ids"][1]
    await ana.delete(f"/api/v1/activities/{key}")
    assert len((await streams_of(ana, second))["elapsed_ms"]) == 300
    assert (await ana.get(f"/api/v1/activities/{second}/original")).content == original()


async def test_a_split_outside_of_the_recording_is_refused(ana: httpx2.AsyncClient, add: Record) -> None:
    key = await add()
    for at_s, code in (
        ([0], "split_outside"),
        ([700], "split_outside"),
        ([0.5], "composition_empty"),
        ([], "input_invalid"),
    ):
        answer = await ana.post(f"/api/v1/activities/{key}/split", json={"at_s": at_s})
        assert refusal(answer) == (422, code), at_s
    assert len((await ana.get("/api/v1/activities")).json()["items"]) == 1


async def test_what_has_no_recording_or_several_is_not_cut(ana: httpx2.AsyncClient, add: Record) -> None:
    noted = {"sport": "yoga", "started_at_local": "2024-06-20T07:00:00", "elapsed_s": 1800}
    manual = (await post(ana, "activities", noted))["activity_id"]
    legs = leg(sport="swim"), leg(sport="ride", start_ms=START_MS + HOUR_MS)
    whole = await add(file_activity(original("tri"), *legs), original("tri"))
    leg_id = (await show(ana, whole))["legs"][0]["id"]
    single = await add(*ride("other", start_ms=START_MS + DAY_MS))
    for key, path, body, code in (
        (manual, "crop", {"from_s": 0, "to_s": 9}, "no_recording"),
        (manual, "split", {"at_s": [9]}, "no_recording"),
        (whole, "crop", {"from_s": 0, "to_s": 9}, "part_of_multi_sport"),
        (leg_id, "split", {"at_s": [9]}, "part_of_multi_sport"),
    ):
        assert refusal(await ana.post(f"/api/v1/activities/{key}/{path}", json=body)) == (409, code)
    for other in (whole, leg_id):
        answer = await ana.post("/api/v1/activities/merge", json={"activity_id": str(single), "other_id": str(other)})
        assert refusal(answer) == (409, "part_of_multi_sport")
    await post(ana, f"activities/{leg_id}/crop", {"from_s": 0, "to_s": 99})
    assert (await show(ana, leg_id))["elapsed_s"] == 99.0


# -- all together


@pytest.mark.parametrize("seed", range(4))
async def test_any_row_of_edits_undone_from_the_last_leaves_everything_as_it_was(
    ana: httpx2.AsyncClient, add: Record, seed: int
) -> None:
    chance = Random(seed)
    keys = [*await two_devices(add), str(await add(*ride("later", start_ms=START_MS + HOUR_MS)))]
    before = {key: essence(await show(ana, key)) for key in keys}
    streams = {key: await columns_of(ana, key) for key in keys}
    made: list[Json] = []
    known = list(keys)
    # Some make no sense, and are refused.
    while len(made) < 7:
        answer = await _any_edit(ana, chance, known)
        if answer.is_success:
            edit = answer.json()
            made += [edit] if edit.get("edit_id") else []
            known += [key for key in edit.get("activity_ids", []) if key not in known]
    for edit in reversed(made):
        answer = await undo(ana, edit)
        assert answer.is_success, answer.text
    assert {key: essence(await show(ana, key)) for key in keys} == before
    assert {key: await columns_of(ana, key) for key in keys} == streams
    assert {item["id"] for item in (await ana.get("/api/v1/activities")).json()["items"]} == set(keys)


async def _any_edit(browser: httpx2.AsyncClient, chance: Random, known: list[str]) -> httpx2.Response:
    key, other = chance.choice(known), chance.choice(known)
    address = f"/api/v1/activities/{key}"
    number = chance.randrange(5, 400)
    pair = {"activity_id": key, "other_id": other}
    match chance.randrange(9):
        case 0:
            return await browser.patch(address, json={"name": f"name {number}", "distance_m": number})
        case 1:
            return await browser.patch(address, json={"started_at": f"2024-05-{number % 28 + 1:02}T06:00:00Z"})
        case 2:
            return await browser.post(f"{address}/crop", json={"from_s": number / 4, "to_s": number})
        case 3:
            return await browser.post(f"{address}/split", json={"at_s": [number / 2]})
        case 4:
            return await browser.post("/api/v1/activities/merge", json={**pair, "channels": ["power_w"]})
        case 5:
            return await browser.post("/api/v1/activities/merge", json=pair)
        case 6:
            return await browser.delete(address)
        case 7:
            return await browser.post(f"{address}/restore")
        case _:
            body = {**pair, "decision": chance.choice(["link", "keep_both"])}
            return await browser.post("/api/v1/activities/duplicates/decide", json=body)


async def test_pieces_begin_by_the_clock_that_was_set_right(ana: httpx2.AsyncClient, add: Record) -> None:
    key = await add()
    await patch(ana, key, started_at="2024-05-12T10:00:00Z")
    edit = await post(ana, f"activities/{key}/split", {"at_s": [300]})
    starts = [(await show(ana, one))["started_at"] for one in edit["activity_ids"]]
    assert starts == ["2024-05-12T10:00:00Z", "2024-05-12T10:05:00Z"]


async def test_taking_an_import_back_takes_the_pieces_of_its_activities_along(
    ana: httpx2.AsyncClient, add: Record, athlete_id: UUID
) -> None:
    batch_id = new_id()
    other = str(await add(*ride("stays", start_ms=START_MS + DAY_MS)))
    key = await add(replace(file_activity(), batch_id=batch_id), original())
    edit = await post(ana, f"activities/{key}/split", {"at_s": [300]})
    async with athlete_session(athlete_id) as db:
        taken = await remove_batch_sources(db, athlete_id, batch_id, force=True)
    assert {str(one) for one in taken.removed_ids} == set(edit["activity_ids"])
    assert [item["id"] for item in (await ana.get("/api/v1/activities")).json()["items"]] == [other]


async def test_a_merged_recording_outlives_the_purge_of_the_other(
    ana: httpx2.AsyncClient, add: Record, athlete_id: UUID
) -> None:
    one, other = await two_devices(add)
    await post(ana, "activities/merge", {"activity_id": one, "other_id": other, "channels": ["speed_mps"]})
    merged = await columns_of(ana, one)
    await ana.delete(f"/api/v1/activities/{other}")
    async with athlete_session(athlete_id) as db:
        await purge_deleted(db, 0)
    assert await columns_of(ana, one) == merged
