"""An athlete's history, recorded as a feeder does it, and looks at what followed from it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import text

from paceline.activities.events import ActivityChanged
from paceline.activities.schemas import NewActivity, SourceFacts, SourceKind
from paceline.activities.service.prepare import prepare_leg
from paceline.activities.service.record import record
from paceline.athletes.schemas import ANY_SPORT, ThresholdKind
from paceline.athletes.service import set_threshold
from paceline.connectors.base import Samples
from paceline.connectors.sports import SportFamily
from paceline.fitness.service.analysis import analyse
from paceline.fitness.service.recompute import recompute
from paceline.fitness.service.save import save_analyses
from paceline.infra.db.athlete import athlete_session
from paceline.infra.events import publish
from tests.fitness.recordings import recording

FIRST_DAY = date(2025, 3, 3)
"""A Monday."""


def day(number: int) -> date:
    """The n-th day of the history."""
    return FIRST_DAY + timedelta(days=number)


def at(samples: Samples, on: date, hour: int = 6, minute: int = 0) -> Samples:
    """The same recording on another day."""
    start_ms = int(datetime(on.year, on.month, on.day, hour, minute, tzinfo=UTC).timestamp() * 1000)
    return Samples(samples.at_ms - samples.at_ms[0] + start_ms, samples.channels, samples.extras)


async def record_one(
    athlete_id: UUID,
    samples: Samples,
    on: date,
    *,
    sport: str = "ride",
    hour: int = 6,
    minute: int = 0,
    with_analysis: bool = True,
    permission: Any = "open",
    source: SourceKind = SourceKind.MANUAL,
    **facts: Any,
) -> UUID:
    """Record one activity as an import does: with its analysis, made from the columns in memory."""
    moved = at(samples, on, hour, minute) if len(samples) else samples
    start_ms = int(datetime(on.year, on.month, on.day, hour, minute, tzinfo=UTC).timestamp() * 1000)
    said = SourceFacts(
        started_at_ms=start_ms, elapsed_s=facts.pop("elapsed_s", float(len(samples))), sport=sport, **facts
    )
    leg = prepare_leg(said, moved, athlete_time_zone="UTC")
    new = NewActivity(source, f"{on}-{hour}:{minute}-{sport}", (leg,), permission=permission)
    async with athlete_session(athlete_id) as db:
        outcome = await record(db, athlete_id, new)
        (activity_id,) = outcome.activity_ids
        assert outcome.code == "new", outcome
        if with_analysis:
            family = "ride" if "ride" in sport else "run" if "run" in sport else sport
            await save_analyses(db, [(activity_id, analyse(moved, (), SportFamily(family)))])
    return activity_id


async def confirm(
    athlete_id: UUID, kind: ThresholdKind, value: float, family: str = ANY_SPORT, on: date = FIRST_DAY
) -> None:
    async with athlete_session(athlete_id) as db:
        await set_threshold(db, family, kind, value, on)


async def confirm_usual(athlete_id: UUID) -> None:
    """Thresholds for power and heart rate."""
    await confirm(athlete_id, ThresholdKind.FTP_W, 250, "ride")
    await confirm(athlete_id, ThresholdKind.RESTING_HR_BPM, 50)
    await confirm(athlete_id, ThresholdKind.HR_MAX_BPM, 190)
    await confirm(athlete_id, ThresholdKind.LTHR_BPM, 170)


async def settle(athlete_id: UUID) -> None:
    """Run the recomputation until nothing is marked."""
    for _ in range(5):
        await recompute(athlete_id)
        if not await rows(athlete_id, "select subject from dirty_mark"):
            return
    raise AssertionError("the marks never clear")


async def rows(athlete_id: UUID, statement: str, **values: Any) -> list[dict[str, Any]]:
    async with athlete_session(athlete_id, read_only=True) as db:
        return [dict(row) for row in (await db.execute(text(statement), values)).mappings()]


async def write(athlete_id: UUID, statement: str, **values: Any) -> None:
    async with athlete_session(athlete_id) as db:
        await db.execute(text(statement), values)


DERIVED = {
    "activity_analysis": "activity_id, sport_family, content_rev, calc_version, metrics, channels, histograms",
    "activity_curve": "activity_id, measure, content",
    "best_effort": "activity_id, measure, target, value, start_s, end_s",
    "curve_month": "sport_family || measure as curve, begins_on, basis, content, holders, calc_version",
    "activity_judgement": "activity_id, basis, load, load_method, not_computable, passed_over, intensity, zones, "
    "judged_by #- '{thresholds}' as judged_by, calc_version",
    "daily_load": "basis, local_on, load, activity_count, uncomputed_count, duration_s, distance_m, ascent_m",
    "fitness_day": "basis, local_on, load, is_partial, fitness, fatigue, form, calc_version",
    "threshold": "sport_family, kind, value, valid_from, source, is_confirmed",
}


def _existing(table: str) -> str:
    """Judgements of deleted activities lie still, for the case that they come back."""
    undeleted = " where activity_id in (select id from activity where deleted_at is null)"
    return table + (undeleted if table == "activity_judgement" else "")


async def derived(athlete_id: UUID) -> dict[str, list[dict[str, Any]]]:
    """Everything that follows from the activities, without the times at which it was computed."""
    return {
        table: await rows(athlete_id, f"select {columns} from {_existing(table)} order by 1, 2, 3")
        for table, columns in DERIVED.items()
    }


async def rebuilt_from_nothing(athlete_id: UUID) -> dict[str, list[dict[str, Any]]]:
    """What a full rebuild gives: all months, judgements and days are deleted and made anew."""
    await write(athlete_id, "delete from curve_month")
    await write(athlete_id, "delete from activity_judgement")
    await write(athlete_id, "delete from daily_load")
    await write(athlete_id, "delete from fitness_day")
    await write(
        athlete_id,
        "insert into dirty_mark (athlete_id, subject, earliest_on) values (:id, 'fitness', '1900-01-01') "
        "on conflict (athlete_id, subject) do update set earliest_on = '1900-01-01'",
        id=athlete_id,
    )
    await settle(athlete_id)
    return await derived(athlete_id)


def short_ride(watts: float = 180.0, bpm: float = 140.0, minutes: int = 30) -> Samples:
    seconds = minutes * 60
    return recording(power_w=np.full(seconds, watts), heart_rate_bpm=np.full(seconds, bpm))


async def edit(athlete_id: UUID, activity_id: UUID, assignment: str, earliest: int, **values: Any) -> None:
    """A changed projection, as the activities slice publishes it."""
    async with athlete_session(athlete_id) as db:
        await db.execute(text(f"update activity set {assignment} where id = :id"), {"id": activity_id, **values})
        await publish(db, ActivityChanged(athlete_id, [activity_id], day(earliest)))


async def days_of(athlete_id: UUID, basis: str = "all") -> dict[Any, dict[str, Any]]:
    """The days of fitness by their date."""
    found = await rows(athlete_id, "select * from fitness_day where basis = :basis order by local_on", basis=basis)
    return {row["local_on"]: row for row in found}
