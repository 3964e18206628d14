"""Cropping an activity, and splitting it in several."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.errors import activity_linked, whole_or_leg
from paceline.activities.events import ActivityRecorded
from paceline.activities.queries import editing as queries
from paceline.activities.queries import history
from paceline.activities.queries.recording import Writing, insert_all, lock_athlete
from paceline.activities.rules.cutting import cut_to, split_at
from paceline.activities.rules.projection import Evidence, project_activity
from paceline.activities.rules.snapshots import Stated
from paceline.activities.schemas import LONGEST_NAME, SourceFacts, SourceKind
from paceline.activities.service.editing.material import Material, Piece, put_together, recompose, take_apart
from paceline.activities.service.editing.targets import get_living_targets
from paceline.activities.service.project import resolve_gear
from paceline.athletes.service import get_profile
from paceline.infra.crashpoints import crashpoint, register
from paceline.infra.errors import invalid
from paceline.infra.events import publish
from paceline.infra.ids import new_id

_SPLIT = register("activities.split", "the first piece is cropped, the others are not recorded yet")


async def crop(
    db: AsyncConnection, athlete_id: UUID, activity_id: UUID, from_s: float, to_s: float, *, made_by: str
) -> UUID:
    """Keep what was recorded between two times, in seconds since the first sample; returns the edit.

    Totals set by hand end, since they spoke of the whole. Raises `AppError`: `activity_not_found`, `activity_deleted`,
    `part_of_multi_sport`, `no_recording`, `composition_empty`, `nothing_cut`.
    """
    await lock_athlete(db, athlete_id)
    target = (await get_living_targets(db, [activity_id]))[activity_id]
    if target.is_multi_sport:
        raise whole_or_leg(activity_id)
    material = await take_apart(db, target)
    from_ms = material.begins_ms + round(from_s * 1000)
    to_ms = material.begins_ms + round(to_s * 1000)
    if from_ms <= material.begins_ms and to_ms >= material.ends_ms:
        raise invalid("nothing_cut", "The whole recording lies between these times.")
    composition = cut_to(material.composition, from_ms, to_ms)
    piece = await put_together(db, composition, material.facts, material.streams, target.sport_family)
    states = await recompose(db, athlete_id, material, piece, made_by=made_by)
    return await history.insert_edit(db, athlete_id, "crop", [activity_id], states, made_by)


async def split(
    db: AsyncConnection, athlete_id: UUID, activity_id: UUID, at_s: Sequence[float], *, made_by: str
) -> tuple[UUID, tuple[UUID, ...]]:
    """Split an activity at some times, in seconds since the first sample; returns the edit and the pieces in order.

    The first piece keeps the id, with what others hold on to by it; each further one is a new activity over the same original, in the
    words of the first. Raises `AppError` as `crop` does, `split_outside` for a time outside of the recording, and
    `activity_linked` when another activity counts in place of this one.
    """
    await lock_athlete(db, athlete_id)
    target = (await get_living_targets(db, [activity_id]))[activity_id]
    if target.is_multi_sport or target.parent_id is not None:
        raise whole_or_leg(activity_id)
    if target.duplicate_of is not None:
        raise activity_linked([activity_id])
    material = await take_apart(db, target)
    cuts_ms = sorted({material.begins_ms + round(one * 1000) for one in at_s})
    if not material.begins_ms < cuts_ms[0] <= cuts_ms[-1] <= material.ends_ms:
        raise invalid("split_outside", "An activity is split between its first and its last moment.")
    first, *others = [
        await put_together(db, composition, material.facts, material.streams, target.sport_family)
        for composition in split_at(material.composition, material.begins_ms, material.ends_ms, cuts_ms)
    ]
    before, after = await recompose(db, athlete_id, material, first, made_by=made_by)
    crashpoint(_SPLIT)
    created = tuple(
        [await _record_piece(db, athlete_id, material, piece, no, made_by) for no, piece in enumerate(others, start=2)]
    )
    after = replace(after, created=created)
    pieces = (activity_id, *created)
    return await history.insert_edit(db, athlete_id, "split", pieces, (before, after), made_by), pieces


async def _record_piece(
    db: AsyncConnection, athlete_id: UUID, material: Material, piece: Piece, piece_no: int, made_by: str
) -> UUID:
    """A new activity of a piece. Its source says in words what the whole said when it was split; its streams stay where they are."""
    activity_id, source_id = new_id(), new_id()
    facts = _in_words_of(material, piece, piece_no)
    made = replace(piece, composed=replace(piece.composed, facts=facts))
    source_name = f"split:{activity_id}"
    permission, zone = material.target.permission, (await get_profile(db)).time_zone
    # Where the whole was is where its pieces were, and an athlete who moves must not take them along.
    by_hand = {name: value for name, value in material.overrides.items() if name == "time_zone"}
    evidence = Evidence(source_id, SourceKind.MANUAL, source_name, permission, facts, piece.composed.measured)
    row: dict[str, Any] = project_activity([evidence], by_hand, made.composed, athlete_time_zone=zone) | {
        "id": activity_id, "parent_id": None, "leg_no": None, "is_multi_sport": False, "duplicate_of": None,
    }  # fmt: skip
    source = dict.fromkeys(("sha256", "file_name", "file_format", "device_serial", "device_created_at", "batch_id"))
    source |= {
        "id": source_id, "activity_id": activity_id, "source": SourceKind.MANUAL, "source_id": source_name,
        "expires_at": piece.terms.expires_at, "permission": permission, "facts": facts.to_json(),
        "measured": piece.composed.measured.to_json(),
    }  # fmt: skip
    await resolve_gear(db, athlete_id, [row])
    await insert_all(db, athlete_id, Writing(activities=[row], sources=[source]))
    await queries.write_made(db, activity_id, made.made)
    stated = {name: Stated(value) for name, value in by_hand.items()}
    await queries.write_overrides(db, athlete_id, {activity_id: stated}, made_by)
    await publish(db, ActivityRecorded(athlete_id, frozenset({activity_id}), row["local_on"]))
    return activity_id


def _in_words_of(material: Material, piece: Piece, piece_no: int) -> SourceFacts:
    target, facts = material.target, piece.composed.facts
    # A clock set right by hand is right for every piece.
    moved_ms = round(target.started_at.timestamp() * 1000) - material.facts.started_at_ms
    number = f" ({piece_no})"
    return replace(
        facts,
        started_at_ms=facts.started_at_ms + moved_ms,
        name=target.name[: LONGEST_NAME - len(number)] + number,
        description=target.description,
        private_note=target.private_note,
        sport=target.sport,
        sport_raw=target.sport_raw,
        is_trainer=target.is_trainer,
        is_commute=target.is_commute,
        is_race=target.is_race,
        workout_type=target.workout_type,
        perceived_exertion=target.perceived_exertion,
        gear=target.gear_name,
    )
