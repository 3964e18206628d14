"""What a sample athlete would have typed in: profile, weights, thresholds, notes. Brought beside the activities, and taken away with them.

The athlete's own goes before: a field that has a value keeps it, and so does a day with a weight or a kind with a threshold. At the
removal only that goes which still is as it was brought.
"""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.athletes import service as athletes
from paceline.athletes.schemas import NoteIn, NoteKind, ProfilePatch, Severity, ThresholdSource, WeightSource
from paceline.athletes.service import notes
from paceline.athletes.service.profile import forget_time_zone
from paceline.athletes.service.weights import forget_imported_weights
from paceline.athletes.tables import Weight
from paceline.infra.errors import AppError, ErrorKind
from paceline.samples.rules.history import History
from paceline.samples.tables import Brought

_MOST = 10_000


async def bring(db: AsyncConnection, history: History) -> Brought:
    """Add what belongs to a history and return what was added."""
    zone = history.spec.persona.home.time_zone
    # First of all: days of the athlete hang on it.
    is_set = await athletes.suggest_time_zone(db, zone)
    return Brought(
        note_ids=[str(note_id) for note_id in await _bring_notes(db, history)],
        thresholds=await _bring_thresholds(db, history),
        weights_kg=await _bring_weights(db, history),
        profile=await _bring_profile(db, history),
        time_zone=zone if is_set else None,
    )


async def take_away(db: AsyncConnection, brought: Brought) -> None:
    """Remove what was brought, as far as the athlete has left it as it was."""
    for note_id in brought.note_ids:
        await _take_note(db, UUID(note_id))
    await _take_thresholds(db, brought.thresholds)
    await forget_imported_weights(db, {date.fromisoformat(day): kg for day, kg in brought.weights_kg.items()})
    profile = await athletes.get_profile(db)
    unchanged = {name: None for name, value in brought.profile.items() if getattr(profile, name) == value}
    if unchanged:
        await athletes.update_profile(db, ProfilePatch(**unchanged))
    if brought.time_zone is not None:
        await forget_time_zone(db, brought.time_zone)


async def _bring_profile(db: AsyncConnection, history: History) -> dict[str, Any]:
    persona, profile = history.spec.persona, await athletes.get_profile(db)
    said = {
        "display_name": persona.display_name,
        "birth_year": persona.birth_year,
        "sex": persona.sex.value,
        "height_cm": persona.height_cm,
    }
    missing = {name: value for name, value in said.items() if getattr(profile, name) is None}
    if missing:
        await athletes.update_profile(db, ProfilePatch.model_validate(missing))
    return missing


async def _bring_weights(db: AsyncConnection, history: History) -> dict[str, float]:
    known = {one.measured_on for one in await athletes.list_weights(db, before=None, limit=_MOST)}
    fresh = {on: kg for on, kg in history.weights_kg.items() if on not in known}
    await athletes.import_weights(db, [Weight(on, kg, WeightSource.IMPORTED) for on, kg in fresh.items()])
    return {on.isoformat(): kg for on, kg in fresh.items()}


async def _bring_thresholds(db: AsyncConnection, history: History) -> dict[str, float]:
    known = await athletes.list_thresholds(db, after=None, limit=_MOST)
    stated = {one.threshold.kind for one in known if one.threshold.is_confirmed}
    found: dict[str, float] = {}
    for one in history.thresholds:
        if one.kind not in stated:
            stored = await athletes.set_threshold(db, one.sport_family, one.kind, one.value, one.valid_from)
            found[str(stored.threshold.id)] = one.value
    return found


async def _bring_notes(db: AsyncConnection, history: History) -> list[UUID]:
    return [
        (
            await notes.add_note(
                db,
                NoteIn(
                    kind=NoteKind(one.kind),
                    from_on=one.from_on,
                    until_on=one.until_on,
                    severity=Severity(one.severity) if one.severity else None,
                    note=one.note,
                ),
            )
        ).id
        for one in history.notes
    ]


async def _take_note(db: AsyncConnection, note_id: UUID) -> None:
    """A note the athlete has rewritten is theirs."""
    try:
        note = await notes.get_note(db, note_id)
    except AppError as problem:
        if problem.kind is not ErrorKind.NOT_FOUND:
            raise
        return
    if note.updated_at == note.created_at:
        await notes.remove_note(db, note_id)


async def _take_thresholds(db: AsyncConnection, brought: dict[str, float]) -> None:
    for stored in await athletes.list_thresholds(db, after=None, limit=_MOST):
        own = stored.threshold
        if own.source is ThresholdSource.ATHLETE and brought.get(str(own.id)) == own.value:
            await athletes.remove_threshold(db, own.id)
