"""The recomputation as a chain of steps: woken, interrupted or overtaken, it ends as if nothing had happened."""

from typing import Any
from uuid import UUID

import pytest

from paceline.fitness.queries.curve_months import take_missing
from paceline.fitness.rules.analysis import analysis_version
from paceline.fitness.rules.curves import months_version
from paceline.fitness.service import analyse, curve_months, judge
from paceline.fitness.service import recompute as recompute_module
from paceline.infra.db.athlete import athlete_session
from paceline.infra.jobs.worker import work_off
from tests.fitness.history import (
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


async def test_an_event_wakes_the_job_that_does_all_of_it(athlete_id: UUID, database: str) -> None:
    await confirm_usual(athlete_id)
    await record_one(athlete_id, short_ride(), day(0))
    await work_off(database)
    assert list(await days_of(athlete_id)) == [day(0)]
    assert await rows(athlete_id, "select * from dirty_mark") == []


async def test_work_that_takes_longer_than_a_slice_is_finished_by_the_next(athlete_id: UUID) -> None:
    for number in range(3):
        await record_one(athlete_id, short_ride(), day(number), with_analysis=False)
    await recompute_module.recompute(athlete_id, budget_s=0.0)
    assert await rows(athlete_id, "select 1 from activity_analysis") == []
    assert len(await rows(athlete_id, "select subject from dirty_mark")) == 2
    await settle(athlete_id)
    assert len(await rows(athlete_id, "select 1 from activity_analysis")) == 3


async def test_a_change_that_comes_after_the_analyses_is_not_forgotten(
    athlete_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    ride = await record_one(athlete_id, short_ride(), day(0))
    combine_months = recompute_module.combine_months

    async def changed_meanwhile(athlete_id: UUID) -> None:
        await combine_months(athlete_id)
        await edit(athlete_id, ride, "content_rev = content_rev + 1", 0)

    monkeypatch.setattr(recompute_module, "combine_months", changed_meanwhile)
    await recompute_module.recompute(athlete_id)
    monkeypatch.undo()
    await settle(athlete_id)
    (found,) = await rows(
        athlete_id,
        "select a.content_rev, b.content_rev as analysed from activity a join activity_analysis b on b.activity_id = a.id",
    )
    assert found["analysed"] == found["content_rev"]


async def test_an_activity_that_comes_after_the_months_were_combined_is_in_the_curve_of_its_month(
    athlete_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    await record_one(athlete_id, short_ride(), day(0))
    combine_months = recompute_module.combine_months

    async def recorded_meanwhile(athlete_id: UUID) -> None:
        await combine_months(athlete_id)
        await record_one(athlete_id, short_ride(), day(0), hour=18)

    monkeypatch.setattr(recompute_module, "combine_months", recorded_meanwhile)
    await recompute_module.recompute(athlete_id)
    monkeypatch.undo()
    await settle(athlete_id)
    async with athlete_session(athlete_id) as db:
        assert await take_missing(db, months_version(), analysis_version(), 10) == []


class _KilledError(Exception):
    """Stands for the end of the process."""


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (analyse, "fitness.analysed"),
        (curve_months, "fitness.combined"),
        (recompute_module, "fitness.detected"),
        (judge, "fitness.judged"),
        (recompute_module, "fitness.rebuilt"),
    ],
)
async def test_an_interruption_at_any_step_and_another_run_end_as_if_nothing_had_happened(
    athlete_id: UUID, other_athlete_id: UUID, monkeypatch: pytest.MonkeyPatch, module: Any, name: str
) -> None:
    for number in range(4):
        samples = short_ride(200 + 5 * number, minutes=25)
        await record_one(athlete_id, samples, day(number), with_analysis=number % 2 == 0)

    def stop(passed: str) -> None:
        if passed == name:
            raise _KilledError

    with monkeypatch.context() as patched:
        patched.setattr(module, "crashpoint", stop)
        with pytest.raises(_KilledError):
            await settle(athlete_id)
    await settle(athlete_id)
    after = await derived(athlete_id)
    await write(athlete_id, "delete from threshold")
    await write(athlete_id, "delete from activity_analysis")
    await write(
        athlete_id,
        "insert into dirty_mark (athlete_id, subject, earliest_on) values (:id, 'fitness_thresholds', '1900-01-01')",
        id=athlete_id,
    )
    assert await rebuilt_from_nothing(athlete_id) == after
    assert len(after["fitness_day"]) == 4
