"""The recomputation: it touches exactly what a change touches, forward, and a full rebuild gives the same."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from sqlalchemy import text

from paceline.activities.events import ActivityRemoved
from paceline.athletes.schemas import ThresholdKind, ZoneChoiceIn, ZoneKind
from paceline.athletes.service import set_zones
from paceline.infra.db.athlete import athlete_session
from paceline.infra.events import publish
from tests.fitness.history import (
    confirm,
    confirm_usual,
    day,
    days_of,
    derived,
    edit,
    rebuilt_from_nothing,
    record_one,
    rows,
    settle,
    short_ride,
    write,
)
from tests.fitness.recordings import recording, run
from tests.statements import counted_statements

HARD_RUN = run(30, mps=4.0, bpm=165)


@pytest.fixture
async def history(athlete_id: UUID) -> list[UUID]:
    """Six rides in two weeks and one run with heart rate alone, judged by confirmed thresholds."""
    await confirm_usual(athlete_id)
    rides = [await record_one(athlete_id, short_ride(150 + 10 * n), day(2 * n)) for n in range(6)]
    jog = await record_one(athlete_id, recording(heart_rate_bpm=np.full(1800, 150)), day(5), sport="run")
    await settle(athlete_id)
    return [*rides, jog]


async def _judged_at(athlete_id: UUID) -> dict[UUID, Any]:
    found = await rows(athlete_id, "select activity_id, judged_at from activity_judgement where basis = 'all'")
    return {row["activity_id"]: row["judged_at"] for row in found}


async def _rejudged(athlete_id: UUID, before: dict[UUID, Any]) -> set[UUID]:
    after = await _judged_at(athlete_id)
    return {activity_id for activity_id, moment in after.items() if before.get(activity_id) != moment}


async def test_each_ride_is_judged_by_the_best_input_and_says_which(athlete_id: UUID, history: list[UUID]) -> None:
    judged = {
        row["activity_id"]: row
        for row in await rows(athlete_id, "select * from activity_judgement where basis = 'all'")
    }
    ride, jog = judged[history[0]], judged[history[-1]]
    assert ride["load_method"] == "power_tss"
    assert ride["load"] == pytest.approx(100 * 0.5 * (150 / 250) ** 2)
    assert ride["intensity"] == pytest.approx(0.6)
    assert ride["judged_by"]["thresholds"]["ftp_w"]["is_estimated"] is False
    assert jog["load_method"] == "hrss"
    assert [why[:2] for why in jog["passed_over"]] == [["power_tss", "no_power"], ["pace_rtss", "no_pace"]]


async def test_fitness_runs_over_every_day_from_the_first_activity_to_the_last(
    athlete_id: UUID, history: list[UUID]
) -> None:
    days = await days_of(athlete_id)
    assert list(days) == [day(n) for n in range(11)]
    assert days[day(1)]["load"] == 0.0
    assert days[day(0)]["form"] == 0.0
    share = 1 - np.exp(-1 / 42)
    assert days[day(0)]["fitness"] == pytest.approx(share * 18)


async def test_a_full_rebuild_gives_the_very_same_numbers(athlete_id: UUID, history: list[UUID]) -> None:
    await edit(athlete_id, history[2], "is_excluded = true", 4)
    await settle(athlete_id)
    before = await derived(athlete_id)
    assert await rebuilt_from_nothing(athlete_id) == before


async def test_a_changed_threshold_judges_only_what_it_bears_on_and_reads_no_stream(
    athlete_id: UUID, history: list[UUID]
) -> None:
    before = await _judged_at(athlete_id)
    await confirm(athlete_id, ThresholdKind.FTP_W, 260, "ride", day(4))
    with counted_statements() as sent:
        await settle(athlete_id)
    assert await _rejudged(athlete_id, before) == {history[2], history[3], history[4], history[5]}
    assert not any("from stream" in statement.lower() for statement in sent)
    days = await days_of(athlete_id)
    assert days[day(4)]["load"] == pytest.approx(100 * 0.5 * (170 / 260) ** 2)


async def test_changed_zones_judge_only_their_sport_and_leave_the_days_alone(
    athlete_id: UUID, history: list[UUID]
) -> None:
    before, days = await _judged_at(athlete_id), await days_of(athlete_id)
    choice = ZoneChoiceIn(sport_family="run", kind=ZoneKind.HEART_RATE, scheme="maximum_heart_rate")
    async with athlete_session(athlete_id) as db:
        await set_zones(db, [choice])
    await settle(athlete_id)
    assert await _rejudged(athlete_id, before) == {history[-1]}
    assert await days_of(athlete_id) == days


async def test_an_edited_effort_judges_that_activity_and_rebuilds_the_days_after_it(
    athlete_id: UUID, history: list[UUID]
) -> None:
    late = await record_one(athlete_id, recording(), day(7), sport="strength", elapsed_s=3600.0)
    await settle(athlete_id)
    days, before = await days_of(athlete_id), await _judged_at(athlete_id)
    assert days[day(7)]["is_partial"]
    await edit(athlete_id, late, "perceived_exertion = 7", 7)
    await settle(athlete_id)
    assert await _rejudged(athlete_id, before) == {late}
    after = await days_of(athlete_id)
    assert not after[day(7)]["is_partial"]
    assert after[day(7)]["load"] == pytest.approx(70)
    assert {n for n in range(11) if after[day(n)] != days[day(n)]} == {7, 8, 9, 10}


async def test_a_late_import_before_everything_starts_the_days_earlier(athlete_id: UUID, history: list[UUID]) -> None:
    await record_one(athlete_id, short_ride(), day(-20))
    await settle(athlete_id)
    days = await days_of(athlete_id)
    assert min(days) == day(-20)
    assert len(days) == 31
    before = await derived(athlete_id)
    assert await rebuilt_from_nothing(athlete_id) == before


async def test_an_activity_of_today_leaves_the_past_unwritten(athlete_id: UUID, history: list[UUID]) -> None:
    versions = {
        row["local_on"]: row["xmin"] for row in await rows(athlete_id, "select local_on, xmin::text from fitness_day")
    }
    await record_one(athlete_id, short_ride(), day(15))
    await settle(athlete_id)
    after = {
        row["local_on"]: row["xmin"] for row in await rows(athlete_id, "select local_on, xmin::text from fitness_day")
    }
    assert {on for on in versions if versions[on] != after[on]} == set()
    assert max(after) == day(15)
    before = await derived(athlete_id)
    assert await rebuilt_from_nothing(athlete_id) == before


async def test_a_deleted_activity_counts_no_more(athlete_id: UUID, history: list[UUID]) -> None:
    async with athlete_session(athlete_id) as db:
        await db.execute(
            text("update activity set deleted_at = app.now() where id = any(:ids)"), {"ids": [history[0], history[5]]}
        )
        await publish(db, ActivityRemoved(athlete_id, [history[0], history[5]], day(0)))
    await settle(athlete_id)
    days = await days_of(athlete_id)
    assert (min(days), max(days)) == (day(2), day(8))
    before = await derived(athlete_id)
    assert await rebuilt_from_nothing(athlete_id) == before


async def test_when_the_last_activity_goes_nothing_is_left(athlete_id: UUID) -> None:
    only = await record_one(athlete_id, short_ride(), day(0))
    await settle(athlete_id)
    await edit(athlete_id, only, "deleted_at = app.now()", 0)
    await settle(athlete_id)
    assert await rows(athlete_id, "select * from fitness_day") == []
    assert await rows(athlete_id, "select * from daily_load") == []


async def test_a_duplicate_is_judged_but_counts_nowhere(athlete_id: UUID, history: list[UUID]) -> None:
    twice = await record_one(athlete_id, short_ride(300, minutes=45), day(3), hour=17)
    await edit(athlete_id, twice, "duplicate_of = :other", 3, other=history[1])
    before = await days_of(athlete_id)
    await settle(athlete_id)
    assert await days_of(athlete_id) == before
    (row,) = await rows(
        athlete_id, "select load from activity_judgement where activity_id = :id and basis = 'all'", id=twice
    )
    assert row["load"] > 0


async def test_an_activity_moved_to_another_day_leaves_no_trace_on_the_old_one(
    athlete_id: UUID, history: list[UUID]
) -> None:
    await edit(athlete_id, history[1], "local_on = :on", 2, on=day(3))
    await settle(athlete_id)
    days = await days_of(athlete_id)
    assert days[day(2)]["load"] == 0.0
    assert days[day(3)]["load"] > 0


async def test_changed_streams_are_analysed_again_from_what_is_stored(athlete_id: UUID, history: list[UUID]) -> None:
    before = await derived(athlete_id)
    (old,) = await rows(athlete_id, "select computed_at from activity_analysis where activity_id = :id", id=history[1])
    await edit(athlete_id, history[1], "content_rev = content_rev + 1", 2)
    await settle(athlete_id)
    (new,) = await rows(athlete_id, "select computed_at from activity_analysis where activity_id = :id", id=history[1])
    assert new["computed_at"] > old["computed_at"]
    after = await derived(athlete_id)
    assert after["activity_judgement"] == before["activity_judgement"]
    assert after["best_effort"] == before["best_effort"]


async def test_an_import_without_analysis_gets_it_from_the_stored_streams(athlete_id: UUID) -> None:
    here = await record_one(athlete_id, HARD_RUN, day(0), sport="run")
    there = await record_one(athlete_id, HARD_RUN, day(1), sport="run", with_analysis=False)
    await settle(athlete_id)
    bests = {
        activity_id: [
            (row["measure"], row["target"], pytest.approx(row["value"]))
            for row in await rows(
                athlete_id,
                "select measure, target, value from best_effort where activity_id = :id order by 1, 2",
                id=activity_id,
            )
        ]
        for activity_id in (here, there)
    }
    assert bests[here] == bests[there] != []


async def test_damaged_streams_keep_no_other_activity_waiting(athlete_id: UUID) -> None:
    whole = await record_one(athlete_id, HARD_RUN, day(0), sport="run", with_analysis=False)
    broken = await record_one(athlete_id, HARD_RUN, day(1), sport="run", with_analysis=False)
    await write(
        athlete_id,
        "update stream set content = substr(content, 1, 20) where source_id = "
        "(select primary_source_id from activity where id = :id)",
        id=broken,
    )
    await settle(athlete_id)
    found = {
        row["activity_id"]: row["metrics"]["metrics"]
        for row in await rows(athlete_id, "select * from activity_analysis")
    }
    assert found[broken]["moving_time_s"][0] == "streams_damaged"
    assert found[whole]["moving_time_s"] > 0


async def test_another_sport_is_another_analysis(athlete_id: UUID) -> None:
    ride = await record_one(athlete_id, HARD_RUN, day(0), sport="ride")
    await settle(athlete_id)
    await edit(athlete_id, ride, "sport = 'run', sport_family = 'run'", 0)
    await settle(athlete_id)
    (row,) = await rows(athlete_id, "select sport_family, channels from activity_analysis")
    assert row == {"sport_family": "run", "channels": ["heart_rate", "graded_speed"]}


async def test_estimates_serve_until_the_athlete_says_better(athlete_id: UUID) -> None:
    ride = await record_one(athlete_id, short_ride(240, minutes=40), day(2))
    await settle(athlete_id)
    (judged,) = await rows(athlete_id, "select load, judged_by from activity_judgement")
    ftp = judged["judged_by"]["thresholds"]["ftp_w"]
    assert (ftp["value"], ftp["is_estimated"], ftp["valid_from"]) == (228.0, True, day(0).isoformat())
    await confirm(athlete_id, ThresholdKind.FTP_W, 240, "ride")
    await settle(athlete_id)
    (judged,) = await rows(
        athlete_id, "select load, judged_by from activity_judgement where activity_id = :id", id=ride
    )
    assert judged["judged_by"]["thresholds"]["ftp_w"]["is_estimated"] is False
    assert judged["load"] == pytest.approx(100 * 40 / 60)


async def test_the_order_in_which_activities_arrive_changes_nothing(athlete_id: UUID, other_athlete_id: UUID) -> None:
    order = [0, 1, 2, 3, 4]
    for athlete, numbers in ((athlete_id, order), (other_athlete_id, [3, 0, 4, 2, 1])):
        for number in numbers:
            await record_one(athlete, short_ride(180 + 11 * number, minutes=25), day(3 * number))
            await settle(athlete)
    one, other = await derived(athlete_id), await derived(other_athlete_id)
    for table in ("daily_load", "fitness_day", "threshold"):
        assert one[table] == other[table]


async def test_restricted_activities_count_for_all_and_not_for_open(athlete_id: UUID, history: list[UUID]) -> None:
    assert await days_of(athlete_id, "open") == {}
    closed = await record_one(athlete_id, short_ride(250, minutes=60), day(6), hour=17, permission="restricted")
    await settle(athlete_id)
    everything, opened = await days_of(athlete_id), await days_of(athlete_id, "open")
    assert list(opened) == [day(n) for n in range(6, 11)]
    assert everything[day(6)]["load"] == pytest.approx(opened[day(6)]["load"] + 100)
    assert all(opened[on]["fitness"] < everything[on]["fitness"] for on in opened)
    before = await derived(athlete_id)
    assert await rebuilt_from_nothing(athlete_id) == before
    await edit(athlete_id, closed, "permission = 'open'", 6)
    await settle(athlete_id)
    assert await days_of(athlete_id, "open") == {}


async def test_a_threshold_found_in_a_restricted_ride_judges_nothing_openly(athlete_id: UUID) -> None:
    await record_one(athlete_id, short_ride(300, minutes=30), day(0), permission="restricted")
    easy = await record_one(athlete_id, short_ride(150, minutes=30), day(1))
    await settle(athlete_id)
    judged = {
        row["basis"]: row
        for row in await rows(athlete_id, "select * from activity_judgement where activity_id = :id", id=easy)
    }
    assert judged["all"]["judged_by"]["thresholds"]["ftp_w"]["value"] == 285.0
    assert judged["open"]["load"] is None
    assert "285" not in str(judged["open"]["judged_by"]) + str(judged["open"]["zones"])
    days = await days_of(athlete_id, "open")
    assert days[day(1)]["is_partial"]


async def test_ten_years_without_an_activity_are_ten_years_of_rest_days(athlete_id: UUID) -> None:
    await confirm_usual(athlete_id)
    await record_one(athlete_id, short_ride(), day(0) - timedelta(days=3650))
    await record_one(athlete_id, short_ride(), day(0))
    await settle(athlete_id)
    days = await days_of(athlete_id)
    assert len(days) == 3651
    assert days[day(-1)]["fitness"] == pytest.approx(0, abs=1e-9)
