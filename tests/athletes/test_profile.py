"""The profile over HTTP, and the time zone an import may suggest."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from uuid import UUID

import httpx2
import pytest

from paceline.athletes import service
from paceline.athletes.events import BEGINNING
from paceline.athletes.schemas import WeightSource
from paceline.infra.db.athlete import athlete_session

Marks = Callable[[], Awaitable[dict[str, date]]]
PROFILE = "/api/v1/profile"


async def test_an_athlete_who_said_nothing_has_defaults_and_unknowns(athlete: httpx2.AsyncClient) -> None:
    body = (await athlete.get(PROFILE)).json()
    assert (body["time_zone"], body["time_zone_source"], body["units"]) == ("UTC", "default", "metric")
    assert body["birth_year"] is None
    assert body["weight_kg"] is None
    assert set(body["minutes_available"].values()) == {None}


async def test_only_what_is_named_changes_and_null_clears(athlete: httpx2.AsyncClient) -> None:
    first = await athlete.patch(
        PROFILE,
        json={
            "display_name": "  Ada ",
            "birth_year": 1990,
            "sex": "female",
            "height_cm": 171.5,
            "minutes_available": {"monday": 0, "sunday": 180},
            "weekly_distance_m": 60000,
            "days_per_week": 5,
            "easy_speed_mps": 2.8,
        },
    )
    assert first.status_code == 200, first.text
    second = (await athlete.patch(PROFILE, json={"birth_year": None, "units": "imperial"})).json()
    assert second == (await athlete.get(PROFILE)).json()
    assert (second["display_name"], second["birth_year"], second["sex"]) == ("Ada", None, "female")
    assert (second["units"], second["height_cm"], second["easy_speed_mps"]) == ("imperial", 171.5, 2.8)
    assert second["minutes_available"]["monday"] == 0
    assert second["minutes_available"]["tuesday"] is None
    assert second["minutes_available"]["sunday"] == 180


@pytest.mark.parametrize(
    ("patch", "code"),
    [
        ({"time_zone": "Europe/Berln"}, "time_zone_unknown"),
        ({"time_zone": "localtime"}, "time_zone_unknown"),
        ({"time_zone": "right/Europe/Berlin"}, "time_zone_unknown"),
        ({"time_zone": "EST"}, "time_zone_unknown"),
        ({"time_zone": "../../etc/passwd"}, "time_zone_unknown"),
        ({"time_zone": None}, "input_invalid"),
        ({"units": None}, "input_invalid"),
        ({"birth_year": 2199}, "birth_year_implausible"),
        ({"height_cm": 1.75}, "input_invalid"),
        ({"display_name": "a\x00b"}, "input_invalid"),
        ({"display_name": "  "}, "input_invalid"),
        ({"weight": 70}, "input_invalid"),
        ({"minutes_available": {"mon": 30}}, "input_invalid"),
        ({"sports": ["running"]}, "input_invalid"),
        ({"sports": None}, "input_invalid"),
        ({"temperature_unit": "kelvin"}, "input_invalid"),
        ({"clock": "24"}, "input_invalid"),
        ({"language": "english please"}, "input_invalid"),
        ({"language": ""}, "input_invalid"),
        ({"speed_display": {"run": "fast"}}, "input_invalid"),
        ({"speed_display": {"jog": "pace"}}, "input_invalid"),
        ({"keyboard_shortcuts": None}, "input_invalid"),
        ({"keyboard_shortcuts": "of course"}, "input_invalid"),
        ({"onboarding": {"step": "units"}}, "input_invalid"),
        ({"onboarding": {"state": "open", "step": "Not a step"}}, "input_invalid"),
    ],
)
async def test_a_flaw_refuses_the_whole_change(
    athlete: httpx2.AsyncClient, patch: dict[str, object], code: str
) -> None:
    before = (await athlete.get(PROFILE)).json()
    answer = await athlete.patch(PROFILE, json={"sex": "male", **patch})
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert (await athlete.get(PROFILE)).json() == before


async def test_a_change_over_a_newer_one_is_refused(athlete: httpx2.AsyncClient) -> None:
    revision = (await athlete.get(PROFILE)).json()["revision"]
    match = {"if-match": f'"{revision}"'}
    assert (await athlete.patch(PROFILE, json={"days_per_week": 4}, headers=match)).status_code == 200
    late = await athlete.patch(PROFILE, json={"days_per_week": 6}, headers=match)
    assert (late.status_code, late.json()["code"]) == (409, "profile_changed")
    assert (await athlete.get(PROFILE)).json()["days_per_week"] == 4
    odd = await athlete.patch(PROFILE, json={}, headers={"if-match": "latest"})
    assert (odd.status_code, odd.json()["code"]) == (422, "if_match_invalid")


async def test_how_the_app_shall_be_is_left_to_what_usually_decides(athlete: httpx2.AsyncClient) -> None:
    body = (await athlete.get(PROFILE)).json()
    assert (body["temperature_unit"], body["clock"], body["language"], body["onboarding"]) == (None,) * 4
    assert (body["sports"], body["speed_display"], body["keyboard_shortcuts"]) == ([], {}, True)


async def test_how_the_app_shall_be_is_kept_for_every_device(
    athlete: httpx2.AsyncClient, published: Marks, other: httpx2.AsyncClient
) -> None:
    wanted = {
        "sports": ["ride", "run"],
        "temperature_unit": "fahrenheit",
        "clock": "h12",
        "language": "en-XA",
        "speed_display": {"run": "speed", "swim": "pace"},
        "keyboard_shortcuts": False,
        "onboarding": {"state": "open", "step": "import"},
    }
    await athlete.patch(PROFILE, json={**wanted, "sports": ["ride", "run", "ride"]})
    kept = (await athlete.get(PROFILE)).json()
    assert {name: kept[name] for name in wanted} == wanted
    assert await published() == {}
    assert (await other.get(PROFILE)).json()["onboarding"] is None

    cleared = {"temperature_unit": None, "clock": None, "language": None, "onboarding": {"state": "done"}}
    await athlete.patch(PROFILE, json={**cleared, "sports": [], "speed_display": {"ride": "pace"}})
    kept = (await athlete.get(PROFILE)).json()
    assert (kept["temperature_unit"], kept["clock"], kept["language"]) == (None, None, None)
    assert (kept["sports"], kept["speed_display"]) == ([], {"ride": "pace"})
    assert kept["onboarding"] == {"state": "done", "step": None}
    assert (await athlete.patch(PROFILE, json={"onboarding": None})).json()["onboarding"] is None


async def test_a_repeated_change_changes_nothing(athlete: httpx2.AsyncClient) -> None:
    once = (await athlete.patch(PROFILE, json={"days_per_week": 4})).json()
    assert (await athlete.patch(PROFILE, json={"days_per_week": 4})).json() == once


async def test_an_unchanged_profile_is_answered_without_computing(athlete: httpx2.AsyncClient) -> None:
    first = await athlete.get(PROFILE)
    assert first.headers["x-cache"] == "MISS"
    again = await athlete.get(PROFILE, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.headers["x-cache"]) == (304, "HIT")
    await athlete.patch(PROFILE, json={"days_per_week": 3})
    changed = await athlete.get(PROFILE, headers={"if-none-match": first.headers["etag"]})
    assert (changed.status_code, changed.json()["days_per_week"]) == (200, 3)


async def test_another_athlete_sees_nothing_of_it(athlete: httpx2.AsyncClient, other: httpx2.AsyncClient) -> None:
    await athlete.patch(PROFILE, json={"display_name": "Ada"})
    assert (await other.get(PROFILE)).json()["display_name"] is None


async def test_an_import_sets_the_zone_once_and_never_over_the_athletes_choice(
    athlete: httpx2.AsyncClient, athlete_id: UUID, published: Marks
) -> None:
    async def suggest(zone: str) -> bool:
        async with athlete_session(athlete_id) as db:
            return await service.suggest_time_zone(db, zone)

    assert not await suggest("Nowhere/Land")
    assert await suggest("Europe/Berlin")
    assert await published() == {"time_zone": BEGINNING}
    assert not await suggest("Asia/Tokyo")
    body = (await athlete.get(PROFILE)).json()
    assert (body["time_zone"], body["time_zone_source"]) == ("Europe/Berlin", "import")
    await athlete.patch(PROFILE, json={"time_zone": "UTC"})
    assert await published() == {"time_zone": BEGINNING}
    assert not await suggest("Asia/Tokyo")
    assert (await athlete.get(PROFILE)).json()["time_zone_source"] == "athlete"
    assert await published() == {}


async def test_sex_moves_every_judgement_and_a_name_none(athlete: httpx2.AsyncClient, published: Marks) -> None:
    await athlete.patch(PROFILE, json={"display_name": "Ada", "units": "imperial"})
    assert await published() == {}
    await athlete.patch(PROFILE, json={"sex": "female"})
    assert await published() == {"judgement": BEGINNING}


async def test_the_weight_in_force_is_part_of_the_profile(athlete: httpx2.AsyncClient) -> None:
    for day, weight_kg in (("2025-01-01", 74), ("2025-06-01", 71.5)):
        await athlete.post(PROFILE + "/weights", json={"measured_on": day, "weight_kg": weight_kg})
    assert (await athlete.get(PROFILE)).json()["weight_kg"] == 71.5


async def test_weights_page_from_the_newest_and_one_day_holds_one(athlete: httpx2.AsyncClient) -> None:
    for day, weight_kg in (("2025-01-01", 74), ("2025-01-02", 73), ("2025-01-03", 72), ("2025-01-02", 73.5)):
        answer = await athlete.post(PROFILE + "/weights", json={"measured_on": day, "weight_kg": weight_kg})
        assert answer.status_code == 201
    first = (await athlete.get(PROFILE + "/weights", params={"limit": 2})).json()
    rest = (await athlete.get(PROFILE + "/weights", params={"limit": 2, "cursor": first["next_cursor"]})).json()
    assert [item["weight_kg"] for item in first["items"] + rest["items"]] == [72, 73.5, 74]
    assert rest["next_cursor"] is None
    ranged = (await athlete.get(PROFILE + "/weights", params={"from": "2025-01-02", "to": "2025-01-02"})).json()
    assert [item["measured_on"] for item in ranged["items"]] == ["2025-01-02"]


async def test_a_weight_judges_from_its_day_on(athlete: httpx2.AsyncClient, published: Marks) -> None:
    weights = PROFILE + "/weights"
    await athlete.post(weights, json={"measured_on": "2025-01-01", "weight_kg": 74})
    assert await published() == {"judgement": BEGINNING}
    await athlete.post(weights, json={"measured_on": "2025-03-01", "weight_kg": 72})
    assert await published() == {"judgement": date(2025, 3, 1)}
    await athlete.post(weights, json={"measured_on": "2025-03-01", "weight_kg": 72})
    assert await published() == {}
    assert (await athlete.delete(weights + "/2025-03-01")).status_code == 204
    assert await published() == {"judgement": date(2025, 3, 1)}
    assert (await athlete.delete(weights + "/2025-03-01")).json()["code"] == "weight_not_found"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"weight_kg": 700}, "input_invalid"),
        ({"weight_kg": 70, "measured_on": "2999-01-01"}, "date_in_future"),
        ({"weight_kg": 70, "measured_on": "1066-10-14"}, "date_too_early"),
        ({"weight_kg": 70, "measured_on": "yesterday"}, "input_invalid"),
    ],
)
async def test_an_impossible_weight_is_refused(athlete: httpx2.AsyncClient, body: dict[str, object], code: str) -> None:
    answer = await athlete.post(PROFILE + "/weights", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_an_import_never_replaces_a_weight_the_athlete_entered(
    athlete: httpx2.AsyncClient, athlete_id: UUID
) -> None:
    await athlete.post(PROFILE + "/weights", json={"measured_on": "2025-01-01", "weight_kg": 74})
    found = [
        service.Weight(date(2025, 1, 1), 90.0, WeightSource.IMPORTED),
        service.Weight(date(2025, 1, 2), 73.0, WeightSource.IMPORTED),
        service.Weight(date(2025, 1, 3), 0.0, WeightSource.IMPORTED),
    ]
    async with athlete_session(athlete_id) as db:
        assert await service.import_weights(db, found) == 1
    async with athlete_session(athlete_id) as db:
        assert await service.import_weights(db, found) == 0
    items = (await athlete.get(PROFILE + "/weights")).json()["items"]
    assert [item["weight_kg"] for item in items] == [73, 74]


async def test_a_foreign_cursor_is_refused(athlete: httpx2.AsyncClient) -> None:
    for address in (PROFILE + "/weights", "/api/v1/thresholds"):
        answer = await athlete.get(address, params={"cursor": "WzEsMl0"})
        assert (answer.status_code, answer.json()["code"]) == (422, "cursor_invalid")


@pytest.mark.parametrize("first_change", [{}, {"days_per_week": 2}], ids=["no row yet", "a row"])
async def test_of_changes_at_once_over_one_revision_one_wins(
    athlete: httpx2.AsyncClient, first_change: dict[str, int]
) -> None:
    if first_change:
        await athlete.patch(PROFILE, json=first_change)
    match = {"if-match": f'"{(await athlete.get(PROFILE)).json()["revision"]}"'}
    answers = await asyncio.gather(
        *(athlete.patch(PROFILE, json={"days_per_week": days}, headers=match) for days in (3, 4, 5))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    kept = next(answer.json() for answer in answers if answer.status_code == 200)
    assert (await athlete.get(PROFILE)).json() == kept


async def test_without_signing_in_nothing_is_shown(athlete: httpx2.AsyncClient, client: httpx2.AsyncClient) -> None:
    for address in (PROFILE, PROFILE + "/weights", PROFILE + "/zones", "/api/v1/thresholds"):
        assert (await client.get(address)).status_code == 401
