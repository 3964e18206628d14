"""Injuries, illnesses and journeys over HTTP: days on which an athlete cannot train as usual."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from paceline.infra.clock import utc_now

NOTES = "/api/v1/profile/notes"
CALF = {
    "kind": "injury",
    "from_on": "2024-05-01",
    "until_on": "2024-05-20",
    "severity": "moderate",
    "body_part": "Left calf",
    "note": "Pulled in a sprint.\nPhysio on Tuesdays.",
}


async def _add(browser: httpx2.AsyncClient, **said: Any) -> dict[str, Any]:
    answer = await browser.post(NOTES, json=said)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def _days(browser: httpx2.AsyncClient, **params: Any) -> list[str]:
    answer = await browser.get(NOTES, params=params)
    assert answer.status_code == 200, answer.text
    return [item["from_on"] for item in answer.json()["items"]]


async def test_a_note_is_kept_as_it_was_said(athlete: httpx2.AsyncClient) -> None:
    made = await _add(athlete, **CALF)
    assert {name: made[name] for name in CALF} == CALF
    assert (await athlete.get(f"{NOTES}/{made['id']}")).json() == made
    assert (await athlete.get(NOTES)).json() == {"items": [made], "next_cursor": None}


async def test_a_note_without_a_day_begins_today_and_goes_on(athlete: httpx2.AsyncClient) -> None:
    await athlete.patch("/api/v1/profile", json={"time_zone": "Pacific/Kiritimati"})
    profile_today = (await athlete.get("/api/v1/profile/zones")).json()["on"]
    made = await _add(athlete, kind="illness")
    assert (made["from_on"], made["until_on"], made["severity"], made["note"]) == (profile_today, None, None, None)


async def test_what_goes_on_is_ended_and_what_was_said_is_cleared(athlete: httpx2.AsyncClient) -> None:
    made = await _add(athlete, **CALF | {"until_on": None})
    address = f"{NOTES}/{made['id']}"
    ended = (await athlete.patch(address, json={"until_on": "2024-06-01", "severity": None})).json()
    assert ended == made | {"until_on": "2024-06-01", "severity": None, "updated_at": ended["updated_at"]}
    assert ended["updated_at"] > made["updated_at"]
    assert (await athlete.patch(address, json={"until_on": "2024-06-01"})).json() == ended
    assert (await athlete.delete(address)).status_code == 204
    gone = await athlete.get(address)
    assert (gone.status_code, gone.json()["code"]) == (404, "note_not_found")
    assert (await athlete.delete(address)).json()["code"] == "note_not_found"
    assert (await athlete.patch(address, json={})).json()["code"] == "note_not_found"


async def test_a_range_finds_what_holds_on_any_of_its_days(athlete: httpx2.AsyncClient) -> None:
    await _add(athlete, kind="travel", from_on="2024-05-10", until_on="2024-05-12")
    await _add(athlete, kind="illness", from_on="2024-05-12", until_on="2024-05-12")
    await _add(athlete, kind="injury", from_on="2024-05-20")
    assert await _days(athlete) == ["2024-05-20", "2024-05-12", "2024-05-10"]
    assert await _days(athlete, **{"from": "2024-05-12", "to": "2024-05-12"}) == ["2024-05-12", "2024-05-10"]
    assert await _days(athlete, **{"from": "2024-05-13", "to": "2024-05-19"}) == []
    assert await _days(athlete, **{"from": "2030-01-01"}) == ["2024-05-20"]
    assert await _days(athlete, to="2024-05-11") == ["2024-05-10"]
    assert await _days(athlete, kind="illness") == ["2024-05-12"]


async def test_notes_of_one_day_page_without_gap_or_repetition(athlete: httpx2.AsyncClient) -> None:
    made = {(await _add(athlete, kind="travel", from_on="2024-05-10"))["id"] for _ in range(5)}
    seen: list[str] = []
    cursor: str | None = None
    while cursor or not seen:
        page = (await athlete.get(NOTES, params={"limit": 2} | ({"cursor": cursor} if cursor else {}))).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert (len(seen), set(seen)) == (5, made)
    for foreign in ("WzEsMl0", "x"):
        answer = await athlete.get(NOTES, params={"cursor": foreign})
        assert (answer.status_code, answer.json()["code"]) == (422, "cursor_invalid")


async def test_a_journey_may_lie_ahead(athlete: httpx2.AsyncClient) -> None:
    ahead = (utc_now() + timedelta(days=200)).date().isoformat()
    assert (await _add(athlete, kind="travel", from_on=ahead))["from_on"] == ahead


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"until_on": "2024-04-30"}, "days_reversed"),
        ({"from_on": "1066-10-14"}, "date_too_early"),
        ({"until_on": "9999-12-31"}, "date_too_late"),
        ({"from_on": "9999-12-31", "until_on": None}, "date_too_late"),
        ({"kind": "travel", "body_part": None}, "severity_unexpected"),
        ({"kind": "illness"}, "body_part_unexpected"),
        ({"kind": "mood"}, "input_invalid"),
        ({"severity": "fatal"}, "input_invalid"),
        ({"body_part": "two\nlines"}, "input_invalid"),
        ({"note": "nul \x00"}, "input_invalid"),
        ({"note": "  "}, "input_invalid"),
        ({"note": "x" * 2001}, "input_invalid"),
        ({"from_on": "yesterday"}, "input_invalid"),
        ({"athlete_id": "018f0000-0000-7000-8000-000000000000"}, "input_invalid"),
    ],
)
async def test_what_cannot_be_is_refused(athlete: httpx2.AsyncClient, changes: dict[str, Any], code: str) -> None:
    answer = await athlete.post(NOTES, json=CALF | changes)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert await _days(athlete) == []


@pytest.mark.parametrize(
    ("patch", "code"),
    [
        ({"until_on": "2024-04-30"}, "days_reversed"),
        ({"from_on": "2024-05-21"}, "days_reversed"),
        ({"from_on": None}, "input_invalid"),
        ({"kind": "illness"}, "input_invalid"),
    ],
)
async def test_a_change_is_judged_with_what_stays(
    athlete: httpx2.AsyncClient, patch: dict[str, Any], code: str
) -> None:
    made = await _add(athlete, **CALF)
    answer = await athlete.patch(f"{NOTES}/{made['id']}", json=patch)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert (await athlete.get(f"{NOTES}/{made['id']}")).json() == made


async def test_unchanged_notes_are_answered_without_computing(athlete: httpx2.AsyncClient) -> None:
    made = await _add(athlete, **CALF)
    for address in (NOTES, f"{NOTES}/{made['id']}"):
        first = await athlete.get(address)
        again = await athlete.get(address, headers={"if-none-match": first.headers["etag"]})
        assert (again.status_code, again.headers["x-cache"]) == (304, "HIT")
    await athlete.patch(f"{NOTES}/{made['id']}", json={"severity": "mild"})
    assert (await athlete.get(NOTES)).json()["items"][0]["severity"] == "mild"


async def test_another_athlete_sees_none_of_them(athlete: httpx2.AsyncClient, other: httpx2.AsyncClient) -> None:
    await _add(athlete, **CALF)
    assert await _days(other) == []
