"""Reading an activity's streams, and saying what they are made of."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.errors import activity_not_found
from paceline.activities.queries import projection as projection_queries
from paceline.activities.queries import streams as queries
from paceline.activities.rules import composition as rules
from paceline.activities.rules.downsample import pick_indices
from paceline.activities.rules.measure import measure
from paceline.activities.rules.projection import Composed, family_of, primary_of
from paceline.activities.rules.stream_codec import TIME, decode_samples
from paceline.activities.schemas import Composition, ReadStreams
from paceline.activities.service.project import project, publish_changed
from paceline.connectors.base import Samples
from paceline.connectors.sports import SportFamily
from paceline.infra.errors import invalid


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


async def set_composition(
    db: AsyncConnection, athlete_id: UUID, activity_id: UUID, composition: Composition | None
) -> None:
    """Make an activity's streams of parts of sources, or (`None`) of its primary source again; measured and projected anew.

    Raises `AppError(activity_not_found)`, and `AppError(composition_empty)` when no sample is left.
    """
    loaded = await projection_queries.load_projectable(db, [activity_id])
    if not loaded:
        raise activity_not_found()
    one = loaded[0]
    composed = None
    if composition is not None:
        streams = await queries.find_source_streams(db, {part.source_id for part in composition})
        samples = rules.compose(composition, {key: decode_samples(value) for key, value in streams.items()})
        if not len(samples):
            raise invalid("composition_empty", "Nothing would be left of the recording.")
        primary = primary_of(one.sources, one.overrides.get("primary_source_id"))
        facts = rules.composed_facts(primary.facts, composition, samples)
        composed = Composed(facts, measure(samples, facts, SportFamily(family_of(facts.sport))))
    stored = None if composed is None else projection_queries.write_composed(composed)
    await queries.write_composition(db, activity_id, composition, stored)
    await publish_changed(db, athlete_id, await project(db, athlete_id, [activity_id], streams_changed=[activity_id]))
