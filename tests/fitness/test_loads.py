"""Loads of single activities, and totals by day."""

from uuid import UUID, uuid4

import httpx2
import pytest

from tests.fitness.history import confirm_usual, day, record_one, settle, short_ride
from tests.fitness.reads import RANGE, get
from tests.fitness.recordings import recording, run


async def test_each_activity_has_its_load_or_why_there_is_none(
    browser: httpx2.AsyncClient, other_browser: httpx2.AsyncClient, athlete_id: UUID
) -> None:
    await confirm_usual(athlete_id)
    hour = await record_one(athlete_id, short_ride(250, minutes=60), day(0))
    unknown = await record_one(athlete_id, recording(), day(1), elapsed_s=600.0)
    await settle(athlete_id)
    excluded = await record_one(athlete_id, short_ride(), day(2))
    await browser.patch(f"/api/v1/activities/{excluded}", json={"is_excluded": True})
    await settle(athlete_id)
    fresh = await record_one(athlete_id, short_ride(), day(3))
    loads = await get(browser, "loads", **RANGE)
    assert loads["activity_id"] == [str(hour), str(unknown), str(fresh)]
    assert loads["day"] == [day(0).isoformat(), day(1).isoformat(), day(3).isoformat()]
    assert loads["load"] == [pytest.approx(100), None, None]
    assert loads["load_method"] == ["power_tss", None, None]
    assert loads["not_computable"][0] is None
    assert loads["not_computable"][1] not in (None, "pending")
    assert loads["not_computable"][2] == "pending"
    assert loads["reason"][0] is None
    assert loads["reason"][2] is None
    assert loads["reason"][1].startswith("No load can be computed.")
    page = await get(browser, "loads", ids=[str(fresh), str(hour), str(excluded), str(uuid4())])
    assert page["activity_id"] == [str(hour), str(fresh)]
    assert (await get(other_browser, "loads", ids=[str(hour)]))["activity_id"] == []


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"from": "2024-01-01", "to": "2025-01-01"}, "range_invalid"),
        ({"from": "2025-01-01", "ids": str(uuid4())}, "days_or_ids"),
        ({"ids": "1"}, "input_invalid"),
    ],
)
async def test_loads_of_too_many_days_are_refused(
    browser: httpx2.AsyncClient, params: dict[str, str], code: str
) -> None:
    answer = await browser.get("/api/v1/loads", params=params)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert (await get(browser, "loads", **{"from": "2024-01-01", "to": "2024-12-31"}))["load"] == []


async def test_totals_come_by_day_and_only_of_the_days_asked_for(browser: httpx2.AsyncClient, athlete_id: UUID) -> None:
    await confirm_usual(athlete_id)
    for number in (0, 2, 9):
        await record_one(athlete_id, short_ride(minutes=60), day(number))
    await record_one(athlete_id, run(minutes=30), day(0), hour=16, sport="run")
    await settle(athlete_id)
    days = await get(browser, "athletes/me/summary", period="day", **RANGE)
    assert days["begins_on"] == [day(n).isoformat() for n in (0, 0, 2, 9)]
    assert days["sport_family"] == ["ride", "run", "ride", "ride"]
    assert all(elapsed >= moving > 0 for elapsed, moving in zip(days["elapsed_s"], days["duration_s"], strict=True))
    # From Tuesday to the next week's Tuesday: Monday's activities belong to no range that leaves Monday out.
    part = {"from": day(1).isoformat(), "to": day(8).isoformat()}
    weeks = await get(browser, "athletes/me/summary", period="week", **part)
    assert (weeks["begins_on"], weeks["activity_count"]) == ([day(0).isoformat()], [1])
    for period in ("week", "month", "year"):
        whole = await get(browser, "athletes/me/summary", period=period, **RANGE)
        for column in ("activity_count", "distance_m", "duration_s", "elapsed_s", "ascent_m", "load"):
            sums = [sum(value or 0 for value in rows[column]) for rows in (whole, days)]
            assert sums[0] == pytest.approx(sums[1]), (period, column)


async def test_totals_of_what_nobody_measured_are_unknown_and_not_zero(
    browser: httpx2.AsyncClient, athlete_id: UUID
) -> None:
    await record_one(athlete_id, recording(), day(0), sport="strength", elapsed_s=1800.0)
    flat = run(minutes=30)
    await record_one(athlete_id, flat, day(0), hour=16, sport="run")
    await record_one(athlete_id, recording(), day(0), hour=20, sport="run", elapsed_s=600.0)
    await settle(athlete_id)
    days = await get(browser, "athletes/me/summary", period="day", **RANGE)
    rows = {
        sport: {name: days[name][at] for name in days if isinstance(days[name], list)}
        for at, sport in enumerate(days["sport_family"])
    }
    (gym,) = [row for sport, row in rows.items() if sport != "run"]
    assert (gym["distance_m"], gym["ascent_m"], gym["load"], gym["uncomputed_count"]) == (None, None, None, 1)
    assert gym["elapsed_s"] == gym["duration_s"] == 1800
    assert rows["run"]["distance_m"] == pytest.approx(1799 * 3)
    assert rows["run"]["ascent_m"] == 0
    months = await get(browser, "activities/months", sport="strength")
    assert (months["distance_m"], months["ascent_m"], months["elapsed_s"]) == ([None], [None], [1800])
