"""An activity taken apart for a crop, a split or a merge, and put together anew."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.errors import activity_not_found, no_recording, streams_damaged
from paceline.activities.queries import editing as queries
from paceline.activities.queries import projection as projection_queries
from paceline.activities.queries.editing import Target, Terms
from paceline.activities.queries.streams import find_source_streams
from paceline.activities.rules import composition as rules
from paceline.activities.rules.cutting import follow, whole_of
from paceline.activities.rules.joining import measure_apart, paused_between
from paceline.activities.rules.projection import Composed, primary_of
from paceline.activities.rules.snapshots import Made, Snapshot, Stated
from paceline.activities.rules.stream_codec import CorruptStreamError, decode_samples
from paceline.activities.schemas import Composition, SourceFacts, composition_to_json
from paceline.activities.service.project import project, publish_changed
from paceline.connectors.base import Samples
from paceline.connectors.sports import SportFamily
from paceline.infra.errors import invalid
from paceline.science.elevation import AltitudeSource


@dataclass(frozen=True, slots=True)
class Material:
    """An activity with what its streams are made of."""

    target: Target
    facts: SourceFacts
    """As they hold for the streams it has now."""
    composition: Composition
    stored: Made
    overrides: dict[str, Any]
    streams: dict[UUID, Samples]
    """By source."""
    samples: Samples

    @property
    def begins_ms(self) -> int:
        return int(self.samples.at_ms[0])

    @property
    def ends_ms(self) -> int:
        return int(self.samples.at_ms[-1])


async def take_apart(db: AsyncConnection, target: Target) -> Material:
    """Raises `AppError`: `no_recording` for an activity without streams, `streams_damaged`."""
    loaded = await projection_queries.load_projectable(db, [target.id])
    if not loaded:
        raise activity_not_found()
    one = loaded[0]
    primary = primary_of(one.sources, one.overrides.get("primary_source_id"))
    composition = target.composition or whole_of(primary.id)
    encoded = await find_source_streams(db, {part.source_id for part in composition})
    try:
        streams = {source_id: decode_samples(columns) for source_id, columns in encoded.items()}
    except CorruptStreamError as damaged:
        raise streams_damaged(target.id) from damaged
    samples = rules.compose(composition, streams)
    if not len(samples):
        raise no_recording(target.id)
    state = await queries.capture(db, Snapshot(compositions={target.id: Made(None, None)}))
    facts = one.composed.facts if one.composed else primary.facts
    return Material(target, facts, composition, state.compositions[target.id], one.overrides, streams, samples)


@dataclass(frozen=True, slots=True)
class Piece:
    """What a composition comes to."""

    composition: Composition
    composed: Composed
    begins_ms: int
    terms: Terms

    @property
    def made(self) -> Made:
        return Made(
            orjson.loads(composition_to_json(self.composition) or "null"),
            orjson.loads(projection_queries.write_composed(self.composed)),
        )


async def put_together(
    db: AsyncConnection,
    composition: Composition,
    facts: SourceFacts,
    streams: dict[UUID, Samples],
    family: str,
) -> Piece:
    """Measure what a composition comes to. Raises `AppError(composition_empty)` when less than two samples are left."""
    samples = rules.compose(composition, streams)
    if len(samples) < 2:
        raise invalid("composition_empty", "Nothing would be left of the recording.")
    terms = await queries.find_terms(db, {part.source_id for part in composition})
    source = AltitudeSource.BAROMETER if terms.has_barometer else AltitudeSource.POSITION
    gaps = rules.gaps(composition, streams)
    facts = rules.composed_facts(paused_between(facts, gaps), composition, samples)
    measured = measure_apart(samples, facts, SportFamily(family), gaps, source)
    return Piece(composition, Composed(facts, measured), int(samples.at_ms[0]), terms)


async def recompose(
    db: AsyncConnection, athlete_id: UUID, material: Material, piece: Piece, *, made_by: str
) -> tuple[Snapshot, Snapshot]:
    """Make an activity of another piece, with the overrides that follow from it, and tell of it; the states before and after."""
    key = material.target.id
    moved = follow(material.overrides, piece.begins_ms - material.begins_ms)
    after = {name: None if value is None else Stated(value) for name, value in moved.items()}
    before = {name: Stated(material.overrides[name]) for name in moved}
    await queries.write_overrides(db, athlete_id, {key: after}, made_by)
    await queries.write_made(db, key, piece.made)
    await publish_changed(db, athlete_id, await project(db, athlete_id, [key], streams_changed=[key]))
    return (
        Snapshot(overrides={key: dict(before)}, compositions={key: material.stored}),
        Snapshot(overrides={key: after}, compositions={key: replace(piece.made, composed=None)}),
    )
