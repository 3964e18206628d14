"""An activity that moves to another local day takes its load along: both days are right afterwards."""

from uuid import UUID

import httpx2

from paceline.activities.schemas import SourceKind
from paceline.activities.service.relocalise import relocalise
from tests.fitness.history import (
    confirm_usual,
    day,
    derived,
    rebuilt_from_nothing,
    record_one,
    rows,
    settle,
    short_ride,
)


async def _loads(athlete_id: UUID) -> dict[int, int]:
    """Day of the history → how many activities it has."""
    found = await rows(athlete_id, "select local_on, activity_count from daily_load where basis = 'all'")
    return {(row["local_on"] - day(0)).days: row["activity_count"] for row in found if row["activity_count"]}


async def test_an_athlete_who_moves_moves_the_load_of_indoor_rides(
    browser: httpx2.AsyncClient, athlete_id: UUID
) -> None:
    await confirm_usual(athlete_id)
    for number in (3, 10):
        await record_one(athlete_id, short_ride(), day(number), hour=20, source=SourceKind.FILE)
    await settle(athlete_id)
    assert await _loads(athlete_id) == {3: 1, 10: 1}
    for zone, days in (("Asia/Tokyo", {4: 1, 11: 1}), ("America/New_York", {3: 1, 10: 1})):
        assert (await browser.patch("/api/v1/profile", json={"time_zone": zone})).status_code == 200
        await relocalise(athlete_id)
        await settle(athlete_id)
        assert await _loads(athlete_id) == days
        assert await derived(athlete_id) == await rebuilt_from_nothing(athlete_id)


async def test_a_time_zone_set_by_hand_moves_the_load_and_gives_it_back(
    browser: httpx2.AsyncClient, athlete_id: UUID
) -> None:
    await confirm_usual(athlete_id)
    key = await record_one(athlete_id, short_ride(), day(3), hour=20)
    await record_one(athlete_id, short_ride(), day(10), hour=20)
    await settle(athlete_id)
    for zone, days in (("Asia/Tokyo", {4: 1, 10: 1}), (None, {3: 1, 10: 1})):
        edited = await browser.patch(f"/api/v1/activities/{key}", json={"time_zone": zone})
        assert edited.json()["activity"]["local_on"] == day(min(days)).isoformat()
        await settle(athlete_id)
        assert await _loads(athlete_id) == days
        assert await derived(athlete_id) == await rebuilt_from_nothing(athlete_id)
