"""Places of which others shall see nothing, over HTTP."""

from typing import Any

import httpx2
import pytest

ZONES = "/api/v1/profile/privacy-zones"
HOME = {"name": "Home", "latitude_deg": 47.3712345, "longitude_deg": 8.5412345, "radius_m": 400}


async def _add(browser: httpx2.AsyncClient, **said: Any) -> dict[str, Any]:
    answer = await browser.post(ZONES, json=HOME | said)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_zones_are_kept_listed_changed_and_removed(athlete: httpx2.AsyncClient) -> None:
    home, work = await _add(athlete), await _add(athlete, name="Work", latitude_deg=-90, longitude_deg=180)
    assert {name: home[name] for name in HOME} == HOME
    assert (await athlete.get(ZONES)).json() == {"items": [home, work]}
    address = f"{ZONES}/{home['id']}"
    changed = (await athlete.patch(address, json={"radius_m": 800})).json()
    assert changed == home | {"radius_m": 800}
    assert (await athlete.get(address)).json() == changed
    assert (await athlete.delete(address)).status_code == 204
    assert (await athlete.get(ZONES)).json() == {"items": [work]}
    for answer in (await athlete.get(address), await athlete.patch(address, json={}), await athlete.delete(address)):
        assert (answer.status_code, answer.json()["code"]) == (404, "privacy_zone_not_found")


@pytest.mark.parametrize(
    "flaw",
    [
        {"latitude_deg": 90.1},
        {"longitude_deg": -180.1},
        {"radius_m": 99},
        {"radius_m": 5001},
        {"name": ""},
        {"name": "two\nlines"},
        {"name": None},
        {"latitude_deg": None},
        {"shape": "square"},
    ],
)
async def test_what_is_no_place_is_refused(athlete: httpx2.AsyncClient, flaw: dict[str, Any]) -> None:
    made = await _add(athlete)
    for answer in (
        await athlete.post(ZONES, json=HOME | flaw),
        await athlete.patch(f"{ZONES}/{made['id']}", json=flaw),
    ):
        assert (answer.status_code, answer.json()["code"]) == (422, "input_invalid")
    assert (await athlete.get(ZONES)).json() == {"items": [made]}


async def test_there_is_an_end_to_zones(athlete: httpx2.AsyncClient) -> None:
    for number in range(50):
        await _add(athlete, name=f"Place {number}")
    answer = await athlete.post(ZONES, json=HOME)
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_privacy_zones")


async def test_unchanged_zones_are_answered_without_computing(athlete: httpx2.AsyncClient) -> None:
    await _add(athlete)
    first = await athlete.get(ZONES)
    again = await athlete.get(ZONES, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.headers["x-cache"]) == (304, "HIT")


async def test_another_athlete_sees_none_of_them(athlete: httpx2.AsyncClient, other: httpx2.AsyncClient) -> None:
    await _add(athlete)
    assert (await other.get(ZONES)).json() == {"items": []}
