"""Loading what activities are judged by, and telling the slices above when it changed."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.athletes.events import JudgementChanged
from paceline.athletes.queries.judgement import get_judgement_rows
from paceline.athletes.queries.profile import lock_profile
from paceline.athletes.rules.judgement import AthleteTimeline, first_judged_differently, weight_steps
from paceline.athletes.rules.thresholds import ThresholdTimeline
from paceline.athletes.rules.zones import ZoneTimeline
from paceline.infra import events


async def load_timeline(db: AsyncConnection) -> AthleteTimeline:
    """Thresholds, zones, weight, sex, birth year and time zone of the session's athlete, in one statement."""
    rows = await get_judgement_rows(db)
    return AthleteTimeline(
        rows.athlete_id,
        rows.birth_year,
        rows.sex,
        rows.time_zone,
        ThresholdTimeline(rows.thresholds),
        ZoneTimeline(rows.choices),
        weight_steps(rows.weights),
    )


@asynccontextmanager
async def judgement_change(db: AsyncConnection) -> AsyncGenerator[AthleteTimeline]:
    """Around a write: publishes `JudgementChanged` from the first day that is judged differently afterwards, or nothing.

    One writer of an athlete at a time, so that what is compared is this change alone.
    """
    await lock_profile(db)
    before = await load_timeline(db)
    yield before
    after = await load_timeline(db)
    earliest_on = first_judged_differently(before, after)
    if earliest_on is not None:
        await events.publish(db, JudgementChanged(before.athlete_id, earliest_on))
