"""Thresholds found in the activities: they serve, labelled estimated, until the athlete confirms, dismisses or states better."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.athletes import service as athletes
from paceline.athletes.events import BEGINNING
from paceline.athletes.schemas import ThresholdSource
from paceline.athletes.service import ProposedThreshold, StoredThreshold
from paceline.fitness.queries import bests as queries
from paceline.fitness.rules.detection import detect, is_news, rests_on_restricted
from paceline.infra.errors import conflict, not_found

_ALL = 100_000


@dataclass(frozen=True, slots=True)
class OpenProposal:
    """A threshold that was found and waits for the athlete's word, and what judges at present instead or by it."""

    found: StoredThreshold
    present_value: float | None
    is_serving: bool


async def find_thresholds(db: AsyncConnection) -> None:
    """Look for thresholds in all bests and store the history of what is found; publishes only where something differs."""
    found = detect(await queries.list_week_bests(db))
    proposed = [
        ProposedThreshold(one.sport_family, one.kind, one.value, one.valid_from, evidence=dict(one.evidence))
        for one in found
    ]
    await athletes.replace_detected(db, proposed, BEGINNING)


async def list_restricted(db: AsyncConnection) -> frozenset[UUID]:
    """The thresholds that rest on restricted activities and that the athlete has not made a statement of."""
    stored = await athletes.list_thresholds(db, after=None, limit=_ALL)
    return frozenset(
        one.threshold.id for one in stored if not one.threshold.is_confirmed and rests_on_restricted(one.evidence)
    )


async def list_proposals(db: AsyncConnection, today: date) -> list[OpenProposal]:
    """For each sport and kind the newest value found, unless the athlete has confirmed or stated one since, or it is no news."""
    timeline = await athletes.load_timeline(db)
    newest: dict[tuple[str, str], StoredThreshold] = {}
    for one in await athletes.list_thresholds(db, after=None, limit=_ALL):
        threshold = one.threshold
        if threshold.source is ThresholdSource.DETECTED and not threshold.is_confirmed:
            newest.setdefault((threshold.sport_family, threshold.kind), one)
    proposals: list[OpenProposal] = []
    for (family, _), one in sorted(newest.items()):
        present = timeline.thresholds_on(today, family).of(one.threshold.kind)
        if present is not None and not present.is_estimated:
            found = one.threshold
            if present.valid_from >= found.valid_from or not is_news(found.kind, found.value, present.value):
                continue
        serving = present is not None and present.threshold_id == one.threshold.id
        proposals.append(OpenProposal(one, present.value if present else None, serving))
    return proposals


async def accept_proposal(db: AsyncConnection, threshold_id: UUID) -> StoredThreshold:
    """Make a found threshold the athlete's confirmed one. Raises `threshold_not_found`, `not_a_proposal`."""
    await _check(db, threshold_id)
    return await athletes.confirm_threshold(db, threshold_id)


async def dismiss_proposal(db: AsyncConnection, threshold_id: UUID) -> None:
    """Take a found threshold out of use for good. Raises `threshold_not_found`, `not_a_proposal`."""
    await _check(db, threshold_id)
    await athletes.remove_threshold(db, threshold_id)


async def _check(db: AsyncConnection, threshold_id: UUID) -> None:
    stored = await athletes.list_thresholds(db, after=None, limit=_ALL)
    found = next((one.threshold for one in stored if one.threshold.id == threshold_id), None)
    if found is None:
        raise not_found("threshold")
    if found.source is not ThresholdSource.DETECTED or found.is_confirmed:
        raise conflict("not_a_proposal", "This value is your own already.")
