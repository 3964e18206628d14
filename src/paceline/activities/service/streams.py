"""Reading an activity's streams."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.errors import activity_not_found
from paceline.activities.queries import streams as queries
from paceline.activities.rules import composition as rules
from paceline.activities.rules.downsample import pick_indices
from paceline.activities.rules.stream_codec import TIME, decode_samples
from paceline.activities.schemas import ReadStreams
from paceline.connectors.base import Samples


async def read_streams(db: AsyncConnection, activity_id: UUID, channels: Sequence[str] | None = None) -> ReadStreams:
    """The streams of an activity on their true time base, by its composition; one statement.

    `channels`: stored names (`Channel` values, `extra:<name>`), `None` for all; what the activity does not have is left out. An
    activity without streams gives empty columns. Raises `AppError(activity_not_found)`, `CorruptStreamError` for damaged bytes.
    """
    wanted = None if channels is None else [TIME, *channels]
    stored = await queries.find_streams(db, activity_id, wanted)
    if stored is None:
        raise activity_not_found()
    by_source = {source_id: decode_samples(streams) for source_id, streams in stored.by_source.items()}
    if stored.composition is None:
        samples = next(iter(by_source.values()), rules.NO_SAMPLES)
    else:
        samples = rules.compose(stored.composition, by_source)
    return ReadStreams(samples, stored.content_rev)


def thin_out(samples: Samples, most: int) -> Samples:
    """At most `most` (≥ 4) of the samples with the extremes of every channel kept, for a chart. Times stay true."""
    columns = [*samples.channels.values(), *(extra.values for extra in samples.extras)]
    kept = pick_indices(samples.at_ms, columns, most)
    return rules.take(samples, kept)
