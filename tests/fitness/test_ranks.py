"""Which place the bests of an activity have."""

from uuid import UUID

import httpx2
from sqlalchemy import text

from paceline.fitness.queries.bests import LIST_RANKED
from paceline.infra.db.athlete import athlete_session
from tests.fitness.history import day, record_one, settle, short_ride
from tests.fitness.reads import get
from tests.fitness.recordings import run


async def test_a_best_says_its_place_of_all_time_and_of_its_year(browser: httpx2.AsyncClient, athlete_id: UUID) -> None:
    rides = [await record_one(athlete_id, short_ride(watts), day(n)) for n, watts in enumerate((200, 240, 220, 220))]
    stronger_last_year = await record_one(athlete_id, short_ride(300), day(-100))
    motor = await record_one(athlete_id, short_ride(500), day(10), sport="e_ride")
    await record_one(athlete_id, run(30, mps=3.0), day(11), sport="run")
    excluded = await record_one(athlete_id, short_ride(400), day(12))
    await browser.patch(f"/api/v1/activities/{excluded}", json={"is_excluded": True})
    await settle(athlete_id)

    async def places(key: UUID) -> set[tuple[int | None, int | None]]:
        bests = (await get(browser, f"activities/{key}/curves"))["bests"]
        return {(best["rank_all_time"], best["rank_in_year"]) for best in bests if best["measure"] == "power"}

    # Of the two equal ones the earlier leads.
    assert [await places(key) for key in rides] == [{(5, 4)}, {(2, 1)}, {(3, 2)}, {(4, 3)}]
    assert await places(stronger_last_year) == {(1, 1)}
    assert await places(motor) == await places(excluded) == {(None, None)}


async def test_the_place_of_a_time_is_by_the_least(browser: httpx2.AsyncClient, athlete_id: UUID) -> None:
    slow = await record_one(athlete_id, run(30, mps=3.0), day(0), sport="run")
    fast = await record_one(athlete_id, run(30, mps=4.0), day(1), sport="run")
    await settle(athlete_id)
    found: dict[UUID, dict[float, int]] = {}
    for key in (slow, fast):
        bests = (await get(browser, f"activities/{key}/curves"))["bests"]
        found[key] = {best["target"]: best["rank_all_time"] for best in bests if best["measure"] == "distance"}
    assert found[slow][1000] == 2
    assert found[fast][1000] == 1
    # Only the fast one came so far.
    assert found[fast][max(found[fast])] == 1


async def test_ranks_read_the_index_alone_and_hash_who_counts(athlete_id: UUID) -> None:
    """A join here would be a loop over both sides for hours where the database has no statistics yet, as after a first import."""
    ride = await record_one(athlete_id, short_ride(), day(0))
    async with athlete_session(athlete_id, read_only=True) as db:
        await db.execute(text("set local enable_seqscan = off"))
        rows = await db.execute(text(f"explain verbose {LIST_RANKED.text}"), {"activity_id": ride})
        plan = "\n".join(row[0] for row in rows)
    assert plan.count("Index Only Scan using best_effort_rank_idx") == 2, plan
    assert plan.count("CTE Scan on other") == 3, plan
    assert "hashed SubPlan" in plan, plan
    assert "(SubPlan" not in plan, plan
