"""Months of combined curves: whatever happens to activities, a range shows the best of exactly those that count in it."""

import random
from contextlib import suppress
from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from sqlalchemy import text

from paceline.activities.events import ActivityChanged
from paceline.activities.service.editing.cut import crop
from paceline.connectors.base import Samples
from paceline.connectors.sports import SportFamily
from paceline.fitness.rules.analysis_codec import decode_curve
from paceline.fitness.rules.durations import curve_durations_s
from paceline.fitness.schemas import Basis, Measure
from paceline.fitness.service import curve_months
from paceline.fitness.service.curves import read_curve
from paceline.fitness.service.recompute import recompute, refresh_stale
from paceline.infra.db.athlete import athlete_session
from paceline.infra.errors import AppError
from paceline.infra.events import publish
from tests.fitness.history import day, record_one, rows, settle, short_ride, write
from tests.fitness.recordings import recording

YEAR = (day(0) - timedelta(days=40), day(365))
_SHOWN = (
    (Measure.POWER, SportFamily.RIDE),
    (Measure.POWER, SportFamily.RUN),
    (Measure.SPEED, SportFamily.RUN),
    (Measure.GRADED_SPEED, SportFamily.RUN),
)


class _KilledError(Exception):
    """Stands for the end of the process."""


async def _shown(
    athlete_id: UUID,
    span: tuple[date, date] = YEAR,
    *,
    of: tuple[Measure, SportFamily] = _SHOWN[0],
    basis: Basis = Basis.ALL,
) -> dict[int, tuple[float, UUID]]:
    """For each duration of a range the best and who holds it, as the service says."""
    async with athlete_session(athlete_id, read_only=True) as db:
        found = await read_curve(db, *of, span, basis)
    curve = found.curve
    assert [one.activity_id for one in found.activities] == curve.activity_ids
    held = [curve.activity_ids[holder] for holder in curve.holder]
    return dict(zip(curve.durations_s.tolist(), zip(curve.best.tolist(), held, strict=True), strict=True))


async def _best_of_each(
    athlete_id: UUID, span: tuple[date, date], of: tuple[Measure, SportFamily], basis: Basis
) -> dict[int, tuple[float, UUID]]:
    """The same by brute force: every counted activity's curve, one after the other."""
    curves = await rows(
        athlete_id,
        """
        select a.id, c.content from activity a join activity_curve c on c.activity_id = a.id and c.measure = :measure
        where a.counted and a.sport not in ('e_ride', 'e_mountain_ride') and a.sport_family = :family
          and a.local_on between :first and :last and (:basis = 'all' or a.permission = 'open')
        order by a.local_on, a.started_at, a.id
        """,
        measure=of[0].value,
        family=of[1].value,
        first=span[0],
        last=span[1],
        basis=basis.value,
    )
    best: dict[int, tuple[float, UUID]] = {}
    for row in curves:
        means = decode_curve(of[0], row["content"])
        for duration, mean in zip(curve_durations_s(of[0]).tolist(), means.tolist(), strict=False):
            if not np.isnan(mean) and (duration not in best or mean > best[duration][0]):
                best[duration] = (mean, row["id"])
    return best


async def _months(athlete_id: UUID) -> dict[tuple[date, str], str]:
    """The stored months of power on rides, each with the transaction that wrote it."""
    found = await rows(
        athlete_id,
        "select begins_on, basis, xmin::text from curve_month where sport_family = 'ride' and measure = 'power'",
    )
    return {(row["begins_on"], row["basis"]): row["xmin"] for row in found}


async def _change(athlete_id: UUID, activity_id: UUID, assignment: str, **values: Any) -> None:
    """A changed projection, as the activities slice publishes it."""
    async with athlete_session(athlete_id) as db:
        await db.execute(text(f"update activity set {assignment} where id = :id"), {"id": activity_id, **values})
        await publish(db, ActivityChanged(athlete_id, [activity_id], day(0)))


def _samples(chance: random.Random) -> Samples:
    """A few minutes of power and speed in whole steps, so that equal bests are common."""
    seconds = 40 * chance.randint(1, 6)
    watts = np.repeat([10 * chance.randint(10, 14) for _ in range(seconds // 20)], 20)
    speed = np.repeat([chance.randint(2, 4) for _ in range(seconds // 20)], 20).astype(float)
    return recording(power_w=watts, speed_mps=speed, distance_m=np.cumsum(speed), altitude_m=np.full(seconds, 100.0))


class _Athlete:
    """One who records, edits and changes their mind at random."""

    def __init__(self, athlete_id: UUID, chance: random.Random) -> None:
        self.id, self.chance = athlete_id, chance
        self.activities: list[UUID] = []
        self._numbers = count()

    async def record(self) -> None:
        on, hour = day(self.chance.randint(0, 120)), self.chance.randint(0, 23)
        sport = self.chance.choice(["ride", "ride", "run", "e_ride"])
        permission = self.chance.choice(["open", "open", "restricted"])
        number = next(self._numbers)
        # No two look like the same one twice: apart by minutes that no other has.
        self.activities.append(
            await record_one(
                self.id,
                _samples(self.chance),
                on,
                sport=sport,
                hour=hour,
                minute=number,
                permission=permission,
                with_analysis=self.chance.random() < 0.7,
            )
        )

    async def edit(self) -> None:
        activity_id = self.chance.choice(self.activities)
        change = self.chance.choice(
            [
                "is_excluded = not is_excluded",
                "deleted_at = case when deleted_at is null then app.now() end",
                "permission = case permission when 'open' then 'restricted' else 'open' end",
                "local_on = local_on + 1",
                "local_on = local_on - 31",
                "started_at = started_at + interval '3 hours'",
                "content_rev = content_rev + 1",
                "sport = 'run', sport_family = 'run'",
                "sport = 'ride', sport_family = 'ride'",
                "sport = 'e_ride', sport_family = 'ride'",
            ]
        )
        await _change(self.id, activity_id, change)

    async def crop(self) -> None:
        activity_id = self.chance.choice(self.activities)
        async with athlete_session(self.id) as db:
            # Not of one that is deleted, or too short by now.
            with suppress(AppError):
                await crop(db, self.id, activity_id, 20.0, 3600.0, made_by="test")

    async def purge(self) -> None:
        gone = self.activities.pop(self.chance.randrange(len(self.activities)))
        await _change(self.id, gone, "deleted_at = app.now()")
        await write(self.id, "delete from activity where id = :id", id=gone)

    async def check(self) -> None:
        first = day(self.chance.randint(-40, 100))
        for span in (YEAR, (first, first + timedelta(days=self.chance.randint(0, 90)))):
            for of in _SHOWN:
                for basis in Basis:
                    wanted = await _best_of_each(self.id, span, of, basis)
                    assert await _shown(self.id, span, of=of, basis=basis) == wanted


@pytest.mark.parametrize("seed", range(4))
async def test_after_any_sequence_of_changes_a_range_shows_the_best_of_each_counted_activity(
    athlete_id: UUID, seed: int
) -> None:
    chance = random.Random(seed)
    athlete = _Athlete(athlete_id, chance)
    for _ in range(4):
        await athlete.record()
    for _ in range(24):
        await chance.choice([athlete.record, athlete.edit, athlete.edit, athlete.crop, athlete.purge])()
        if not athlete.activities:
            await athlete.record()
        if chance.random() < 0.3:
            # Before anything is recomputed, and with whatever the recomputation leaves.
            await athlete.check()
        if chance.random() < 0.5:
            await settle(athlete_id)
            await athlete.check()
    await settle(athlete_id)
    await athlete.check()


async def test_only_the_months_of_what_changed_are_combined_again(athlete_id: UUID) -> None:
    rides = [await record_one(athlete_id, short_ride(150 + n), day(31 * n)) for n in range(4)]
    await settle(athlete_id)
    before = await _months(athlete_id)
    assert len(before) == 4
    await _change(athlete_id, rides[1], "is_excluded = true")
    await record_one(athlete_id, short_ride(300), day(63))
    await settle(athlete_id)
    after = await _months(athlete_id)
    firsts = [day(31 * n).replace(day=1) for n in range(4)]
    assert {month for month, _ in after} == {firsts[0], firsts[2], firsts[3]}
    assert [after[first, "all"] == before[first, "all"] for first in (firsts[0], firsts[2], firsts[3])] == [
        True,
        False,
        True,
    ]


async def test_stored_months_are_what_a_range_is_read_from(athlete_id: UUID) -> None:
    for number in range(3):
        await record_one(athlete_id, short_ride(200 - number), day(31 * number))
    await settle(athlete_id)
    wanted = await _shown(athlete_id)
    await write(athlete_id, "delete from activity_curve")
    assert await _shown(athlete_id) == wanted
    # A part of a month is not the month.
    assert await _shown(athlete_id, (day(0), day(31))) == wanted
    await record_one(athlete_id, short_ride(100), day(2), hour=18)
    assert len(await _shown(athlete_id, (day(0), day(1)))) > 0
    assert await _shown(athlete_id, (day(0), day(2))) != wanted


async def test_of_equals_the_earlier_local_day_holds_the_point(athlete_id: UUID) -> None:
    await record_one(athlete_id, short_ride(200), day(5))
    moved = await record_one(athlete_id, short_ride(200), day(10))
    await _change(athlete_id, moved, "local_on = :on", on=day(2))
    assert {held for _, held in (await _shown(athlete_id)).values()} == {moved}
    await settle(athlete_id)
    assert {held for _, held in (await _shown(athlete_id)).values()} == {moved}


async def test_a_restricted_activity_is_never_read_of_the_open_basis(athlete_id: UUID) -> None:
    shown = await record_one(athlete_id, short_ride(150), day(0))
    hidden = await record_one(athlete_id, short_ride(250), day(1), permission="restricted")
    await settle(athlete_id)
    assert {held for _, held in (await _shown(athlete_id)).values()} == {hidden}
    assert {held for _, held in (await _shown(athlete_id, basis=Basis.OPEN)).values()} == {shown}
    assert {basis for _, basis in await _months(athlete_id)} == {"all", "open"}
    await _change(athlete_id, hidden, "permission = 'open'")
    assert await _shown(athlete_id, basis=Basis.OPEN) == await _shown(athlete_id)
    await settle(athlete_id)
    assert {basis for _, basis in await _months(athlete_id)} == {"all"}
    assert {held for _, held in (await _shown(athlete_id, basis=Basis.OPEN)).values()} == {hidden}


async def test_months_of_other_formulas_are_not_used_and_are_combined_again(athlete_id: UUID) -> None:
    await record_one(athlete_id, short_ride(), day(0))
    await settle(athlete_id)
    wanted, before = await _shown(athlete_id), await _months(athlete_id)
    await write(athlete_id, "update curve_month set calc_version = 'another', content = '', holders = ''")
    assert await _shown(athlete_id) == wanted
    await write(athlete_id, "update activity_analysis set calc_version = 'another'")
    assert await refresh_stale(athlete_id)
    await settle(athlete_id)
    assert await _shown(athlete_id) == wanted
    assert (await _months(athlete_id)).keys() == before.keys()
    assert await rows(athlete_id, "select 1 from curve_month where calc_version = 'another'") == []


async def test_a_month_waits_until_all_its_activities_are_analysed(athlete_id: UUID) -> None:
    await record_one(athlete_id, short_ride(150), day(0))
    strong = await record_one(athlete_id, short_ride(250), day(1), with_analysis=False)
    await recompute(athlete_id, budget_s=0.0)
    assert await _months(athlete_id) == {}
    await settle(athlete_id)
    assert list(await _months(athlete_id)) == [(day(0).replace(day=1), "all")]
    assert {held for _, held in (await _shown(athlete_id)).values()} == {strong}


async def test_a_long_history_is_combined_in_steps_and_a_kill_loses_none_of_them(
    athlete_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        await record_one(athlete_id, short_ride(200 - number), day(31 * number))
    monkeypatch.setattr(curve_months, "MONTHS_AT_ONCE", 2)
    passed: list[str] = []

    def stop(name: str) -> None:
        passed.append(name)
        if len(passed) == 2:
            raise _KilledError

    with monkeypatch.context() as patched:
        patched.setattr(curve_months, "crashpoint", stop)
        with pytest.raises(_KilledError):
            await recompute(athlete_id)
    newest = {day(31 * number).replace(day=1) for number in (3, 4)}
    assert {month for month, _ in await _months(athlete_id)} == newest
    await settle(athlete_id)
    assert len(await _months(athlete_id)) == 5
