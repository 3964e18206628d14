"""Reading activities over HTTP: the list with its filters, the detail, laps, streams and originals."""

from typing import Any
from uuid import UUID

import httpx2
import pytest

from paceline.activities.routes.wire import ActivityPageOut
from paceline.connectors.base import Channel, Lap
from paceline.infra.ids import new_id
from paceline.infra.web.paging import write_cursor
from tests.activities.api.conftest import Record, patch, post, refusal, ride, show
from tests.activities.builders import START_MS, companion, file_activity, leg, original, samples

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS


async def _names(browser: httpx2.AsyncClient, **query: Any) -> list[str]:
    answer = await browser.get("/api/v1/activities", params=query)
    assert answer.status_code == 200, answer.text
    return [item["name"] for item in answer.json()["items"]]


async def test_pages_of_the_list_hold_every_activity_once_newest_first(ana: httpx2.AsyncClient, add: Record) -> None:
    # Two of them begin in the same second.
    starts = [START_MS + HOUR_MS * n for n in (0, 30, 30, 60, 90)]
    for n, start_ms in enumerate(starts):
        await add(*ride(f"ride {n}", start_ms=start_ms, distance_m=4800.0 * (n + 1)))
    found: list[dict[str, Any]] = []
    query: dict[str, Any] = {"limit": 2}
    for _ in range(3):
        page = (await ana.get("/api/v1/activities", params=query)).json()
        found += page["items"]
        query["cursor"] = page["next_cursor"]
    assert page["next_cursor"] is None
    assert len({item["id"] for item in found}) == len(found) == 5
    assert [item["started_at"] for item in found] == sorted((item["started_at"] for item in found), reverse=True)


async def test_the_list_is_written_as_its_documented_model_writes_it(ana: httpx2.AsyncClient, add: Record) -> None:
    await add(*ride("lake", start_ms=START_MS + 1))
    await post(ana, "activities", {"sport": "swim", "started_at_local": "2024-05-20T07:00:00", "elapsed_s": 1800})
    newest = (await ana.get("/api/v1/activities", params={"limit": 1})).json()
    everything = (await ana.get("/api/v1/activities")).json()
    for page in (newest, everything):
        assert ActivityPageOut.model_validate(page).model_dump(mode="json") == page
    assert [item["started_at"] for item in everything["items"]] == [
        "2024-05-20T07:00:00Z",
        "2024-05-12T06:00:00.001000Z",
    ]


async def test_the_list_is_narrowed_by_every_filter(ana: httpx2.AsyncClient, add: Record) -> None:
    await add(*ride("lake", start_ms=START_MS, distance_m=5000.0))
    await add(*ride("hills", start_ms=START_MS + DAY_MS, sport="run", distance_m=9000.0, is_race=True))
    noted = {
        "sport": "swim", "started_at_local": "2024-05-20T07:00:00", "elapsed_s": 1800, "distance_m": 1500,
        "name": "before work", "description": "cold 50% water", "is_commute": True,
    }  # fmt: skip
    await post(ana, "activities", noted)
    assert await _names(ana) == ["before work", "hills", "lake"]
    assert await _names(ana, sport=["run", "ride"]) == ["hills", "lake"]
    assert await _names(ana, family="swim") == ["before work"]
    assert await _names(ana, **{"from": "2024-05-13", "to": "2024-05-13"}) == ["hills"]
    assert await _names(ana, min_distance_m=2000, max_distance_m=6000) == ["lake"]
    assert await _names(ana, min_duration_s=1000) == ["before work"]
    assert await _names(ana, q="50% W") == ["before work"]
    assert await _names(ana, q="%") == ["before work"]
    assert await _names(ana, q="run 2024-05") == ["hills"]
    assert await _names(ana, q="lake hills") == []
    assert await _names(ana, flags="race") == ["hills"]
    assert await _names(ana, flags=["commute", "manual"]) == ["before work"]
    assert await _names(ana, has=["power", "position"]) == ["hills", "lake"]
    assert await _names(ana, deleted=True) == []
    assert await _names(ana, gear_id=str(new_id())) == []


async def test_the_months_count_what_the_list_shows(
    ana: httpx2.AsyncClient, add: Record, ben: httpx2.AsyncClient
) -> None:
    await add(*ride("lake", start_ms=START_MS, distance_m=5000.0))
    await add(*ride("hills", start_ms=START_MS + DAY_MS, sport="run", distance_m=9000.0))
    gone = await add(*ride("gone", start_ms=START_MS + 2 * DAY_MS))
    await ana.delete(f"/api/v1/activities/{gone}")
    # 23:30 on the last of May in Auckland, still the last of May in UTC; what is unknown adds nothing.
    noted = {
        "sport": "swim",
        "started_at_local": "2024-06-01T07:00:00",
        "elapsed_s": 1800,
        "time_zone": "Pacific/Auckland",
    }
    await post(ana, "activities", noted)
    legs = leg(sport="swim", start_ms=START_MS + 40 * DAY_MS), leg(start_ms=START_MS + 40 * DAY_MS + HOUR_MS)
    await add(file_activity(original("tri"), *legs), original("tri"))

    months = (await ana.get("/api/v1/activities/months")).json()
    assert (months["month"], months["count"], months["total_count"]) == (["2024-06", "2024-05"], [2, 2], 4)
    assert months["distance_m"][1] == 14000.0
    assert months["elapsed_s"][0] > months["elapsed_s"][1]
    queries: list[dict[str, Any]] = [
        {}, {"sport": ["run", "ride"]}, {"q": "lake"}, {"flags": "manual"}, {"deleted": True}, {"min_distance_m": 6000},
        {"from": "2024-05-13", "to": "2024-05-31"}, {"has": "power"}, {"gear_id": str(new_id())},
    ]  # fmt: skip
    for query in queries:
        items = (await ana.get("/api/v1/activities", params={**query, "limit": 200})).json()["items"]
        months = (await ana.get("/api/v1/activities/months", params=query)).json()
        days = [item["local_on"][:7] for item in items]
        assert dict(zip(months["month"], months["count"], strict=True)) == {day: days.count(day) for day in days}, query
        assert months["total_count"] == len(items)
        assert sum(one or 0 for one in months["distance_m"]) == sum(item["distance_m"] or 0 for item in items)
        assert sum(months["moving_s"]) == sum(item["moving_s"] or item["elapsed_s"] for item in items)
        assert sum(one or 0 for one in months["ascent_m"]) == pytest.approx(
            sum(item["ascent_m"] or 0 for item in items)
        )
    assert (await ben.get("/api/v1/activities/months")).json()["total_count"] == 0
    assert (await ana.get("/api/v1/activities/months", params={"limit": 3, "from": "May"})).status_code == 422


async def test_neighbours_are_those_of_the_list(ana: httpx2.AsyncClient, add: Record) -> None:
    gone = await add(*ride("gone", start_ms=START_MS + DAY_MS))
    keys = [str(await add(*ride(f"ride {n}", start_ms=START_MS + DAY_MS * 2 * n))) for n in range(3)]
    await ana.delete(f"/api/v1/activities/{gone}")
    found = [(await ana.get(f"/api/v1/activities/{key}/neighbours")).json() for key in [*keys, str(gone)]]
    assert [(one["previous_id"], one["next_id"]) for one in found] == [
        (None, keys[1]), (keys[0], keys[2]), (keys[1], None), (keys[0], keys[1]),
    ]  # fmt: skip
    legs = leg(sport="swim", start_ms=START_MS + DAY_MS), leg(start_ms=START_MS + DAY_MS + HOUR_MS)
    whole = await add(file_activity(original("tri"), *legs), original("tri"))
    second_leg = (await show(ana, whole))["legs"][1]["id"]
    for key in (str(whole), second_leg):
        beside = (await ana.get(f"/api/v1/activities/{key}/neighbours")).json()
        assert beside == {"previous_id": keys[0], "next_id": keys[1]}


async def _paged(browser: httpx2.AsyncClient, **query: Any) -> list[dict[str, Any]]:
    """All of the list by pages of two."""
    found: list[dict[str, Any]] = []
    asked = {**query, "limit": 2}
    while True:
        answer = await browser.get("/api/v1/activities", params=asked)
        assert answer.status_code == 200, answer.text
        found += answer.json()["items"]
        if answer.json()["next_cursor"] is None:
            return found
        asked["cursor"] = answer.json()["next_cursor"]


async def test_the_list_is_ordered_by_what_is_asked_for(ana: httpx2.AsyncClient, add: Record) -> None:
    for n, name in enumerate(("b", "C", "a", "Ärger", "b")):
        start = {"sport": "run", "started_at_local": f"2024-05-{20 + n}T07:00:00", "elapsed_s": 1800 + 60 * (n % 3)}
        known = {} if n in (1, 4) else {"distance_m": 5000 - 1000 * (n // 2), "ascent_m": 10 * n}
        await post(ana, "activities", {**start, **known, "name": name})
    keys = {
        "started_at": lambda item: item["started_at"],
        "distance": lambda item: item["distance_m"],
        "duration": lambda item: item["elapsed_s"] if item["moving_s"] is None else item["moving_s"],
        "ascent": lambda item: item["ascent_m"],
        "name": lambda item: item["name"].lower(),
    }
    for sort, key in keys.items():
        for order in ("asc", "desc"):
            found = await _paged(ana, sort=sort, order=order)
            assert len({item["id"] for item in found}) == len(found) == 5
            values = [key(item) for item in found]
            known_values = [value for value in values if value is not None]
            assert values == sorted(known_values, reverse=order == "desc") + [None] * (5 - len(known_values))
    assert await _paged(ana) == await _paged(ana, sort="started_at", order="desc")
    assert (await ana.get("/api/v1/activities", params={"sort": "luck"})).status_code == 422


async def test_a_page_by_the_longest_name_has_a_next_one(ana: httpx2.AsyncClient, add: Record) -> None:
    for n in range(4):
        noted = {"sport": "run", "started_at_local": f"2024-05-2{n}T07:00:00", "elapsed_s": 1800, "name": "🚴" * 200}
        await post(ana, "activities", noted)
    assert len(await _paged(ana, sort="name")) == 4


async def test_a_cursor_is_bound_to_the_order_it_was_made_for(ana: httpx2.AsyncClient, add: Record) -> None:
    for n in range(3):
        await add(*ride(f"ride {n}", start_ms=START_MS + DAY_MS * n))
    cursors = {
        (sort, order): (await ana.get("/api/v1/activities", params={"limit": 1, "sort": sort, "order": order})).json()[
            "next_cursor"
        ]
        for sort in ("started_at", "distance", "name")
        for order in ("asc", "desc")
    }
    for made_for, cursor in cursors.items():
        for sort, order in cursors:
            query = {"sort": sort, "order": order, "cursor": cursor}
            answer = await ana.get("/api/v1/activities", params=query)
            if made_for == (sort, order):
                assert answer.status_code == 200
            else:
                assert refusal(answer) == (422, "cursor_of_other_order")
    for key in (["name desc", 5, str(new_id())], ["name desc", "a\x00", str(new_id())], ["name desc", "a", "b"]):
        query = {"sort": "name", "cursor": write_cursor(*key)}
        assert refusal(await ana.get("/api/v1/activities", params=query)) == (422, "cursor_invalid")


@pytest.mark.parametrize("cursor", ["nonsense", "WyJhIiwiYiJd", "WyIyMDI0LTA1LTEyIiwiYiJd", "W10"])
async def test_a_foreign_cursor_is_refused(ana: httpx2.AsyncClient, cursor: str) -> None:
    answer = await ana.get("/api/v1/activities", params={"cursor": cursor})
    assert refusal(answer) == (422, "cursor_invalid")


async def test_the_detail_names_sources_flaws_and_what_was_set_by_hand(ana: httpx2.AsyncClient, add: Record) -> None:
    key = await add(file_activity(companions=(companion(),)), original())
    await patch(ana, key, is_race=True)
    detail = await show(ana, key)
    assert {(one["source"], one["is_primary"], one["has_original"]) for one in detail["sources"]} == {
        ("file", True, True),
        ("archive", False, True),
    }
    assert detail["name"] == "Round the lake"
    assert detail["overridden"] == ["is_race"]
    assert [edit["kind"] for edit in detail["edits"]] == ["set_fields"]
    assert detail["sample_count"] == 600
    assert detail["is_composed"] is False


async def test_a_multi_sport_activity_shows_its_legs_and_lists_only_the_whole(
    ana: httpx2.AsyncClient, add: Record
) -> None:
    legs = leg(sport="swim"), leg(sport="ride", start_ms=START_MS + HOUR_MS)
    key = await add(file_activity(original("tri"), *legs), original("tri"))
    assert [one["sport"] for one in (await show(ana, key))["legs"]] == ["swim", "ride"]
    assert len(await _names(ana)) == 1


async def test_laps_are_those_of_the_device(ana: httpx2.AsyncClient, add: Record) -> None:
    laps = (Lap(START_MS, 300.0, distance_m=2400.0, trigger="manual"), Lap(START_MS + 300_000, 299.0))
    key = await add(file_activity(None, leg(laps=laps)), original())
    answer = (await ana.get(f"/api/v1/activities/{key}/laps")).json()
    assert [(one["elapsed_s"], one["distance_m"]) for one in answer["items"]] == [(300.0, 2400.0), (299.0, None)]
    assert answer["items"][1]["started_at"] == "2024-05-12T06:05:00Z"


async def test_streams_are_what_was_recorded(ana: httpx2.AsyncClient, add: Record) -> None:
    key = await add()
    answer = (await ana.get(f"/api/v1/activities/{key}/streams")).json()
    recorded = samples()
    assert answer["first_at_ms"] == START_MS
    assert answer["elapsed_ms"] == (recorded.at_ms - START_MS).tolist()
    assert set(answer["channels"]) == {channel.value for channel in recorded.channels}
    for channel, values in recorded.channels.items():
        assert answer["channels"][channel.value]["values"] == pytest.approx(values.tolist(), abs=1e-7), channel
    assert answer["channels"]["power_w"]["unit"] == "W"


async def test_streams_are_narrowed_to_channels_and_points_with_the_extremes_kept(
    ana: httpx2.AsyncClient, add: Record
) -> None:
    key = await add()
    query = {"channels": ["power_w", "no_such"], "points": 50}
    answer = (await ana.get(f"/api/v1/activities/{key}/streams", params=query)).json()
    power = answer["channels"]["power_w"]["values"]
    whole = samples().channels[Channel.POWER]
    assert set(answer["channels"]) == {"power_w"}
    assert len(power) == len(answer["elapsed_ms"]) <= 50
    assert answer["sample_count"] == 600
    assert (min(power), max(power)) == (whole.min(), whole.max())


async def test_an_activity_without_recording_has_empty_streams(ana: httpx2.AsyncClient) -> None:
    noted = {"sport": "yoga", "started_at_local": "2024-05-20T07:00:00", "elapsed_s": 1800}
    key = (await post(ana, "activities", noted))["activity_id"]
    answer = (await ana.get(f"/api/v1/activities/{key}/streams")).json()
    assert (answer["elapsed_ms"], answer["channels"], answer["first_at_ms"]) == ([], {}, None)


async def test_only_the_address_of_the_present_revision_may_be_kept(ana: httpx2.AsyncClient, add: Record) -> None:
    key = await add()
    address = f"/api/v1/activities/{key}/streams"
    rev = (await show(ana, key))["content_rev"]
    lasting = await ana.get(address, params={"rev": rev})
    assert lasting.headers["cache-control"] == "private, max-age=86400"
    assert (await ana.get(address)).headers["cache-control"] == "private, no-cache"
    await post(ana, f"activities/{key}/crop", {"from_s": 0, "to_s": 60})
    stale = await ana.get(address, params={"rev": rev})
    assert stale.headers["cache-control"] == "private, no-cache"
    assert stale.json()["content_rev"] > rev
    assert len(stale.json()["elapsed_ms"]) == 61


async def test_a_read_is_answered_from_memory_until_something_changes(ana: httpx2.AsyncClient, add: Record) -> None:
    key = await add()
    address = f"/api/v1/activities/{key}"
    first, second = await ana.get(address), await ana.get(address)
    assert (first.headers["x-cache"], second.headers["x-cache"]) == ("MISS", "HIT")
    assert (await ana.get(address, headers={"if-none-match": first.headers["etag"]})).status_code == 304
    await patch(ana, key, name="Another")
    third = await ana.get(address, headers={"if-none-match": first.headers["etag"]})
    assert (third.status_code, third.json()["name"]) == (200, "Another")


@pytest.mark.parametrize(
    ("arrived_as", "plain"),
    [
        ("morning.fit", "morning.fit"),
        ("../../etc/passwd", "passwd"),
        ("C:\\rides\\a.fit", "a.fit"),
        ('a"\r\nset-cookie: x=1; b.fit', "a___set-cookie_ x=1_ b.fit"),
        ("Fahrt zum Müller 山.fit", "Fahrt zum M_ller _.fit"),
        ("evil\u202etif.exe", "evil_tif.exe"),
        ("...", None),
        (None, None),
    ],
)
async def test_an_original_comes_back_byte_for_byte_under_a_safe_name(
    ana: httpx2.AsyncClient, add: Record, arrived_as: str | None, plain: str | None
) -> None:
    content = bytes(range(256)) * 5000
    key = await add(file_activity(content, file_name=arrived_as), content)
    answer = await ana.get(f"/api/v1/activities/{key}/original")
    assert answer.content == content
    assert answer.headers["content-length"] == str(len(content))
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith(f"attachment; filename=\"{plain or f'{key}.fit'}\"; filename*=UTF-8''")


async def test_each_source_gives_its_own_original_and_a_leg_that_of_the_whole(
    ana: httpx2.AsyncClient, add: Record
) -> None:
    legs = leg(sport="swim"), leg(sport="ride", start_ms=START_MS + HOUR_MS)
    key = await add(file_activity(original("tri"), *legs), original("tri"))
    detail = await show(ana, key)
    for one in (key, detail["legs"][1]["id"]):
        assert (await ana.get(f"/api/v1/activities/{one}/original")).content == original("tri")
    (source,) = detail["sources"]
    named = await ana.get(f"/api/v1/activities/{key}/original", params={"source_id": source["id"]})
    assert named.content == original("tri")
    foreign = await ana.get(f"/api/v1/activities/{key}/original", params={"source_id": str(new_id())})
    assert refusal(foreign) == (404, "original_not_found")


async def test_a_manual_entry_has_no_original(ana: httpx2.AsyncClient) -> None:
    noted = {"sport": "yoga", "started_at_local": "2024-05-20T07:00:00", "elapsed_s": 1800}
    key = (await post(ana, "activities", noted))["activity_id"]
    assert refusal(await ana.get(f"/api/v1/activities/{key}/original")) == (404, "original_not_found")


async def test_search_finds_every_word_in_name_description_sport_and_day(ana: httpx2.AsyncClient, add: Record) -> None:
    await add(*ride("Round the Lake", start_ms=START_MS, description="with Ana_B"))
    await add(*ride("Hills", start_ms=START_MS + 30 * DAY_MS, sport="trail_run"))

    async def titles(words: str) -> list[str]:
        answer = await ana.get("/api/v1/search", params={"q": words})
        return [item["title"] for item in answer.json()["items"]]

    assert await titles("lake ana") == ["Round the Lake"]
    assert await titles("trail run 2024-06") == ["Hills"]
    assert await titles("2024") == ["Hills", "Round the Lake"]
    assert await titles("ana_b") == ["Round the Lake"]
    assert await titles("anaxb") == []
    assert await titles("lake hills") == []
    assert await titles("\x00") == []


async def test_a_missing_activity_is_not_found_by_any_route(ana: httpx2.AsyncClient) -> None:
    missing: UUID = new_id()
    for tail in ("", "/laps", "/streams", "/original", "/edits", "/streams?rev=1"):
        answer = await ana.get(f"/api/v1/activities/{missing}{tail}")
        assert refusal(answer) == (404, "activity_not_found"), tail
