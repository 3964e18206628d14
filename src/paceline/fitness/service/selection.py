"""The figures of a stretch of one activity."""

import asyncio
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.schemas import ActivityDetail
from paceline.activities.service.read import get_activity
from paceline.activities.service.streams import read_streams
from paceline.connectors.base import Channel
from paceline.connectors.sports import SportFamily
from paceline.fitness.rules.selection import Selection, refused, select
from paceline.fitness.service.recordings import DAMAGED
from paceline.science.elevation import AltitudeSource
from paceline.science.result import NotComputable

log = structlog.get_logger("paceline.fitness")

MULTI_SPORT = NotComputable("multi_sport", "Select within a leg of the multi-sport activity.")
CHANNELS = (
    Channel.POWER,
    Channel.HEART_RATE,
    Channel.DISTANCE,
    Channel.SPEED,
    Channel.ALTITUDE,
    Channel.GRADE,
    Channel.CADENCE,
    Channel.LATITUDE,
    Channel.LONGITUDE,
)


async def read_selection(db: AsyncConnection, activity_id: UUID, span_s: tuple[float, float]) -> Selection:
    """The figures of the samples within a span of seconds, computed now from the streams. Raises `activity_not_found`."""
    activity = await get_activity(db, activity_id)
    if activity.head.is_multi_sport:
        return refused(MULTI_SPORT)
    family = SportFamily(activity.head.sport_family)
    try:
        streams = await read_streams(db, activity_id, [channel.value for channel in CHANNELS])
        source = _altitude_source(activity)
        return await asyncio.to_thread(select, streams.samples, activity.pauses, family, span_s, source)
    except ValueError as damaged:
        # Damaged bytes, or times that go backwards.
        log.warning("streams_damaged", activity_id=str(activity_id), reason=str(damaged))
        return refused(DAMAGED)


def _altitude_source(activity: ActivityDetail) -> AltitudeSource:
    """As where it was recorded: devices that write FIT have a barometer, or fuse one."""
    is_fit = any(source.is_primary and source.file_format == "fit" for source in activity.sources)
    return AltitudeSource.BAROMETER if is_fit else AltitudeSource.POSITION
