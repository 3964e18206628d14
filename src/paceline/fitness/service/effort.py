"""Where in an activity a point of its curve was held."""

import asyncio
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.service.read import get_activity
from paceline.activities.service.streams import read_streams
from paceline.connectors.recording import recording_of
from paceline.connectors.sports import SportFamily
from paceline.fitness.rules.analysis import find_effort
from paceline.fitness.schemas import Measure
from paceline.fitness.service.selection import CHANNELS, DAMAGED, MULTI_SPORT
from paceline.science.mean_max import BestWindow
from paceline.science.result import Metric, NotComputable

log = structlog.get_logger("paceline.fitness")

_NO_SAMPLES = NotComputable("no_samples", "The activity was not recorded in detail.")


async def locate_effort(
    db: AsyncConnection, activity_id: UUID, measure: Measure, duration_s: int
) -> Metric[BestWindow]:
    """The best window of a duration, found now in the streams: curves keep what was held, not where. Raises `activity_not_found`."""
    activity = await get_activity(db, activity_id)
    if activity.head.is_multi_sport:
        return MULTI_SPORT
    family = SportFamily(activity.head.sport_family)
    try:
        streams = await read_streams(db, activity_id, [channel.value for channel in CHANNELS])
        if len(streams.samples) < 2:
            return _NO_SAMPLES
        recording = recording_of(streams.samples, activity.pauses, family)
        return await asyncio.to_thread(find_effort, recording, family, measure, duration_s)
    except ValueError as damaged:
        # Damaged bytes, or times that go backwards.
        log.warning("streams_damaged", activity_id=str(activity_id), reason=str(damaged))
        return DAMAGED
