"""Merging: channels of another device, and recordings that follow each other."""

from dataclasses import replace

import httpx2
import pytest

from paceline.activities.schemas import SourceFacts
from paceline.activities.service.prepare import prepare_leg
from paceline.connectors.base import Channel, Lap
from paceline.infra.ids import new_id
from tests.activities.api.conftest import (
    DAY_MS,
    HOUR_MS,
    Record,
    columns_of,
    essence,
    post,
    refusal,
    ride,
    show,
    streams_of,
    two_devices,
    undo,
)
from tests.activities.builders import START_MS, file_activity, leg, original, samples


async def test_channels_of_another_device_join_by_time_and_the_other_counts_no_more(
    ana: httpx2.AsyncClient, add: Record
) -> None:
    one, other = await two_devices(add, apart_ms=100_000)
    before, other_before = await show(ana, one), await show(ana, other)
    ours, theirs = await columns_of(ana, one), await columns_of(ana, other)
    merge = {"activity_id": one, "other_id": other, "channels": ["speed_mps"], "clock_shift_s": -100}
    edit = await post(ana, "activities/merge", merge)
    merged = await columns_of(ana, one)
    assert merged["speed_mps"] == theirs["speed_mps"]
    assert merged["power_w"] == ours["power_w"]
    linked = await show(ana, other)
    assert (linked["duplicate_of"], linked["counted"]) == (one, False)
    assert [item["id"] for item in (await ana.get("/api/v1/activities")).json()["items"]] == [one]
    assert (await ana.get("/api/v1/activities/duplicates")).json()["items"] == []
    assert await columns_of(ana, other) == theirs
    assert (await undo(ana, edit)).is_success
    assert essence(await show(ana, one)) == essence(before)
    assert essence(await show(ana, other)) == essence(other_before)
    assert await columns_of(ana, one) == ours


async def test_the_one_that_did_not_count_may_be_the_one_that_is_kept(ana: httpx2.AsyncClient, add: Record) -> None:
    earlier, later = await two_devices(add)
    assert (await show(ana, later))["counted"] is False
    edit = await post(ana, "activities/merge", {"activity_id": later, "other_id": earlier, "channels": ["power_w"]})
    assert [(await show(ana, key))["counted"] for key in (earlier, later)] == [False, True]
    await undo(ana, edit)
    assert [(await show(ana, key))["counted"] for key in (earlier, later)] == [True, False]
    assert len((await ana.get("/api/v1/activities/duplicates")).json()["items"]) == 1


@pytest.mark.parametrize("kept_is_first", [True, False])
async def test_two_recordings_that_follow_each_other_become_one(
    ana: httpx2.AsyncClient, add: Record, kept_is_first: bool
) -> None:
    first = str(await add(*ride("Out", start_ms=START_MS, laps=(Lap(START_MS, 599.0),), distance_m=4800.0)))
    later_ms = START_MS + HOUR_MS
    second = str(await add(*ride("Back", start_ms=later_ms, laps=(Lap(later_ms, 599.0),), distance_m=4900.0)))
    kept, other = (first, second) if kept_is_first else (second, first)
    before, other_before = await show(ana, kept), await show(ana, other)
    edit = await post(ana, "activities/merge", {"activity_id": kept, "other_id": other})
    detail, streams = await show(ana, kept), await streams_of(ana, kept)
    assert (detail["name"], detail["started_at"]) == (before["name"], "2024-05-12T06:00:00Z")
    assert (detail["elapsed_s"], detail["distance_m"], detail["sample_count"]) == (3600 + 599, 9700.0, 1200)
    assert detail["moving_s"] == pytest.approx(2 * 599, abs=10)
    assert detail["pauses"] == [{"started_at": "2024-05-12T06:09:59Z", "ended_at": "2024-05-12T07:00:00Z"}]
    assert len((await ana.get(f"/api/v1/activities/{kept}/laps")).json()["items"]) == 2
    assert (streams["elapsed_ms"][599], streams["elapsed_ms"][600]) == (599_000, 3_600_000)
    assert (await show(ana, other))["counted"] is False
    await undo(ana, edit)
    assert essence(await show(ana, kept)) == essence(before)
    assert essence(await show(ana, other)) == essence(other_before)


async def test_a_merge_that_makes_no_sense_is_refused(ana: httpx2.AsyncClient, add: Record) -> None:
    one = str(await add(*ride("one", start_ms=START_MS)))
    far = str(await add(*ride("far", start_ms=START_MS + DAY_MS)))
    run = str(await add(*ride("run", start_ms=START_MS + 2 * DAY_MS, sport="run")))
    week_later = str(await add(*ride("week", start_ms=START_MS + 8 * DAY_MS)))
    for body, answer in (
        ({"other_id": one}, (422, "same_activity")),
        ({"other_id": str(new_id())}, (404, "activity_not_found")),
        ({"other_id": far, "channels": ["power_w"]}, (409, "recordings_apart")),
        ({"other_id": far, "channels": ["power_w", "smo2"]}, (422, "channel_unknown")),
        ({"other_id": far, "clock_shift_s": -86_100}, (409, "recordings_overlap")),
        ({"other_id": run}, (409, "sports_differ")),
        ({"other_id": week_later}, (409, "recordings_too_far_apart")),
        ({"other_id": far, "channels": []}, (422, "input_invalid")),
    ):
        refused = await ana.post("/api/v1/activities/merge", json={"activity_id": one, **body})
        assert refusal(refused) == answer, body
    assert len((await ana.get("/api/v1/activities")).json()["items"]) == 4


async def test_what_must_not_be_combined_is_not_merged(ana: httpx2.AsyncClient, add: Record) -> None:
    one = str(await add(*ride("one", start_ms=START_MS)))
    restricted = file_activity(original("x"), leg(900, start_ms=START_MS + HOUR_MS), permission="restricted")
    other = str(await add(restricted, original("x")))
    answer = await ana.post("/api/v1/activities/merge", json={"activity_id": one, "other_id": other})
    assert refusal(answer) == (409, "permissions_differ")
    pieces = (await post(ana, f"activities/{other}/split", {"at_s": [300]}))["activity_ids"]
    assert [(await show(ana, key))["permission"] for key in pieces] == ["restricted", "restricted"]


@pytest.mark.parametrize("has_counter", [True, False])
async def test_the_way_between_two_recordings_is_nobodys(
    ana: httpx2.AsyncClient, add: Record, has_counter: bool
) -> None:
    keys: list[str] = []
    for no in range(2):
        recorded = samples(600, start_ms=START_MS + no * 900_000)
        channels = dict(recorded.channels)
        channels[Channel.LATITUDE] = channels[Channel.LATITUDE] + no * 0.05
        channels[Channel.ALTITUDE] = channels[Channel.ALTITUDE] + no * 300
        channels[Channel.DISTANCE] = channels[Channel.DISTANCE] + no * 50_000
        for name in (Channel.SPEED, *(() if has_counter else (Channel.DISTANCE,))):
            del channels[name]
        facts = SourceFacts(int(recorded.at_ms[0]), 599.0, "ride")
        content = original(f"place {no}")
        one = prepare_leg(facts, replace(recorded, channels=channels), athlete_time_zone="UTC")
        keys.append(str(await add(file_activity(content, one), content)))
    parts = [await show(ana, key) for key in keys]
    await post(ana, "activities/merge", {"activity_id": keys[0], "other_id": keys[1]})
    merged = await show(ana, keys[0])
    for name in ("distance_m", "moving_s"):
        assert merged[name] == pytest.approx(sum(part[name] for part in parts), rel=0.001, abs=0.1), name
    # Each climbs 10 m, and the second lies 300 m higher.
    assert merged["ascent_m"] == pytest.approx(20, abs=1)
    assert len(merged["pauses"]) == 1


async def test_the_pieces_of_a_split_come_to_the_whole_again(ana: httpx2.AsyncClient, add: Record) -> None:
    key = str(await add(*ride("whole", start_ms=START_MS)))
    before = await show(ana, key)
    pieces = (await post(ana, f"activities/{key}/split", {"at_s": [300]}))["activity_ids"]
    await post(ana, "activities/merge", {"activity_id": pieces[0], "other_id": pieces[1]})
    after = await show(ana, key)
    assert after["distance_m"] == pytest.approx(before["distance_m"])
    assert [(await show(ana, one))["counted"] for one in pieces] == [True, False]
