"""The recording of an activity, read now."""

from collections.abc import Iterable

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.schemas import ActivityDetail
from paceline.activities.service.streams import read_streams
from paceline.connectors.base import Channel
from paceline.connectors.recording import recording_of
from paceline.connectors.sports import SportFamily
from paceline.science.recording import CleanRecording
from paceline.science.result import NotComputable

log = structlog.get_logger("paceline.fitness")

DAMAGED = NotComputable("streams_damaged", "The stored recording is damaged; importing its file again would repair it.")
_NO_SAMPLES = NotComputable("no_samples", "The activity was not recorded in detail.")


async def read_recording(
    db: AsyncConnection, activity: ActivityDetail, channels: Iterable[Channel], family: SportFamily
) -> CleanRecording | NotComputable:
    """Some channels of an activity, ready for computing; not computable below two samples, or where what is stored is damaged."""
    try:
        samples = (await read_streams(db, activity.head.id, [channel.value for channel in channels])).samples
        return recording_of(samples, activity.pauses, family) if len(samples) >= 2 else _NO_SAMPLES
    except ValueError as damaged:
        # Damaged bytes, or times that go backwards.
        log.warning("streams_damaged", activity_id=str(activity.head.id), reason=str(damaged))
        return DAMAGED
