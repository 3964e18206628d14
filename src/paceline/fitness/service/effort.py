"""Where in an activity a point of its curve was held."""

import asyncio
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.service.read import get_activity
from paceline.connectors.sports import SportFamily
from paceline.fitness.rules.analysis import find_effort
from paceline.fitness.schemas import Measure
from paceline.fitness.service.recordings import read_recording
from paceline.fitness.service.selection import CHANNELS, MULTI_SPORT
from paceline.science.mean_max import BestWindow
from paceline.science.result import Metric, NotComputable


async def locate_effort(
    db: AsyncConnection, activity_id: UUID, measure: Measure, duration_s: int
) -> Metric[BestWindow]:
    """The best window of a duration, found now in the streams: curves keep what was held, not where. Raises `activity_not_found`."""
    activity = await get_activity(db, activity_id)
    if activity.head.is_multi_sport:
        return MULTI_SPORT
    family = SportFamily(activity.head.sport_family)
    recording = await read_recording(db, activity, CHANNELS, family)
    if isinstance(recording, NotComputable):
        return recording
    return await asyncio.to_thread(find_effort, recording, family, measure, duration_s)
