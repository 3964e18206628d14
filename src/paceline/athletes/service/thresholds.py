"""Thresholds over time: stating, proposing, confirming, dismissing."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.athletes.errors import threshold_exists
from paceline.athletes.queries import thresholds as queries
from paceline.athletes.rules import plausible
from paceline.athletes.rules.judgement import AthleteTimeline
from paceline.athletes.rules.thresholds import ThresholdValue
from paceline.athletes.schemas import ANY_SPORT, ThresholdKind, ThresholdSource
from paceline.athletes.service.judgement import judgement_change, load_timeline
from paceline.athletes.tables import ProposedThreshold, StoredThreshold
from paceline.infra.clock import today_in
from paceline.infra.errors import not_found


async def list_thresholds(
    db: AsyncConnection,
    *,
    after: tuple[date, UUID] | None,
    limit: int,
    family: str | None = None,
    kind: ThresholdKind | None = None,
) -> list[StoredThreshold]:
    """Thresholds that are not dismissed, the newest day first; `after` is day and id of the last one seen."""
    return await queries.list_thresholds(db, after, limit, family, kind)


def list_in_force(timeline: AthleteTimeline, day: date) -> list[tuple[str, ThresholdKind, ThresholdValue]]:
    """What judges a day, for each sport family that has a value of its own."""
    return [
        (family, kind, found)
        for family in sorted(timeline.thresholds.families)
        for kind in ThresholdKind
        if (found := timeline.thresholds_on(day, family).of(kind))
    ]


async def set_threshold(
    db: AsyncConnection, family: str, kind: ThresholdKind, value: float, valid_from: date | None = None
) -> StoredThreshold:
    """Store the athlete's own value, from a local day on (today when left out). Stating it again for that day replaces it.

    Raises `AppError`: `threshold_implausible`, `threshold_sport_invalid`, `heart_rates_contradict`, `date_in_future`, `date_too_early`.
    """
    async with judgement_change(db) as before:
        day = valid_from or today_in(before.time_zone)
        _check(family, kind, value, day)
        threshold_id = await queries.upsert_stated_threshold(db, family, kind, value, day)
        await _check_order(db, family, day)
    return await queries.get_threshold(db, threshold_id)


async def change_threshold(
    db: AsyncConnection, threshold_id: UUID, *, value: float | None = None, valid_from: date | None = None
) -> StoredThreshold:
    """Correct a value or its first day; it becomes the athlete's own.

    Raises `AppError` as `set_threshold`, and `threshold_not_found`, `threshold_exists`.
    """
    async with judgement_change(db):
        old = await _get(db, threshold_id)
        value = old.threshold.value if value is None else value
        day = valid_from or old.threshold.valid_from
        _check(old.threshold.sport_family, old.threshold.kind, value, day)
        if not await queries.update_threshold_to_stated(db, threshold_id, value, day):
            raise threshold_exists()
        await _check_order(db, old.threshold.sport_family, day)
    return await queries.get_threshold(db, threshold_id)


async def confirm_threshold(db: AsyncConnection, threshold_id: UUID) -> StoredThreshold:
    """Make an estimate count as confirmed; confirming twice changes nothing. Raises `threshold_not_found`, `heart_rates_contradict`."""
    async with judgement_change(db):
        threshold = (await _get(db, threshold_id)).threshold
        await queries.confirm_threshold(db, threshold_id)
        await _check_order(db, threshold.sport_family, threshold.valid_from)
    return await queries.get_threshold(db, threshold_id)


async def remove_threshold(db: AsyncConnection, threshold_id: UUID) -> None:
    """Take a value out of use. What the athlete stated is deleted; what was detected or imported is dismissed, so that it does not
    come back from the same evidence. Raises `threshold_not_found`.
    """
    async with judgement_change(db):
        threshold = (await _get(db, threshold_id)).threshold
        if threshold.source is ThresholdSource.ATHLETE:
            await queries.delete_threshold(db, threshold_id)
        else:
            await queries.dismiss_threshold(db, threshold_id)


async def propose_thresholds(db: AsyncConnection, proposed: Sequence[ProposedThreshold]) -> int:
    """Store detected or imported values, unconfirmed; returns how many are new or different.

    A later finding for the same sport, kind, day and source replaces the earlier one; what the athlete confirmed or dismissed stays.
    Implausible values are passed over. The same proposals again change nothing and publish nothing.
    """
    plausible_ones = _plausible(proposed)
    if not plausible_ones:
        return 0
    async with judgement_change(db):
        return await queries.upsert_proposed_thresholds(db, plausible_ones)


async def replace_detected(db: AsyncConnection, proposed: Sequence[ProposedThreshold], from_day: date) -> None:
    """`propose_thresholds` for all that a detection finds from a day on: unconfirmed detections since then that it no longer finds go."""
    async with judgement_change(db):
        found = _plausible(proposed)
        await queries.delete_other_detections(db, from_day, found)
        await queries.upsert_proposed_thresholds(db, found)


def _plausible(proposed: Sequence[ProposedThreshold]) -> list[ProposedThreshold]:
    today = today_in("UTC")
    by_key = {
        (item.sport_family, item.kind, item.valid_from, item.source): item
        for item in proposed
        if plausible.threshold_refusal(item.sport_family, item.kind, item.value) is None
        and plausible.day_refusal(item.valid_from, today) is None
    }
    return list(by_key.values())


async def propose_threshold(db: AsyncConnection, proposed: ProposedThreshold) -> bool:
    """`propose_thresholds` for one; `True` when it is new or different."""
    return await propose_thresholds(db, [proposed]) == 1


async def _get(db: AsyncConnection, threshold_id: UUID) -> StoredThreshold:
    found = await queries.find_threshold(db, threshold_id)
    if found is None:
        raise not_found("threshold")
    return found


def _check(family: str, kind: ThresholdKind, value: float, day: date) -> None:
    refusal = plausible.threshold_refusal(family, kind, value) or plausible.day_refusal(day, today_in("UTC"))
    if refusal:
        raise refusal


async def _check_order(db: AsyncConnection, family: str, day: date) -> None:
    """Raise when a heart rate contradicts the others of its day; a general one is compared with every sport's."""
    timeline = await load_timeline(db)
    for compared in timeline.thresholds.families if family == ANY_SPORT else {family}:
        refusal = plausible.order_refusal(timeline.thresholds_on(day, compared))
        if refusal:
            raise refusal
