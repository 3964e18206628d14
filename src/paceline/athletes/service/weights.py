"""Body mass over time."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.athletes.queries import weights as queries
from paceline.athletes.rules import plausible
from paceline.athletes.schemas import WeightSource
from paceline.athletes.service.judgement import judgement_change
from paceline.athletes.tables import Weight
from paceline.infra.clock import today_in
from paceline.infra.errors import not_found


async def list_weights(
    db: AsyncConnection, *, before: date | None, limit: int, from_day: date | None = None, to_day: date | None = None
) -> list[Weight]:
    """Measurements, the newest first; `before` is the day of the last one seen, both ends of the range are included."""
    return await queries.list_weights(db, before, limit, from_day, to_day)


async def set_weight(db: AsyncConnection, weight_kg: float, measured_on: date | None = None) -> Weight:
    """Store the athlete's own measurement of a local day (today when left out), in place of an earlier one of that day.

    Raises `AppError`: `date_in_future`, `date_too_early`.
    """
    async with judgement_change(db) as before:
        weight = Weight(measured_on or today_in(before.time_zone), weight_kg, WeightSource.ATHLETE)
        refusal = plausible.day_refusal(weight.measured_on, today_in("UTC"))
        if refusal:
            raise refusal
        await queries.upsert_weights(db, [weight])
    return weight


async def import_weights(db: AsyncConnection, weights: Sequence[Weight]) -> int:
    """Store measurements of another system and return how many are new or different.

    The athlete's own stay, and implausible ones are passed over.
    """
    today = today_in("UTC")
    by_day = {
        weight.measured_on: weight
        for weight in weights
        if plausible.is_weight(weight.weight_kg) and plausible.day_refusal(weight.measured_on, today) is None
    }
    if not by_day:
        return 0
    async with judgement_change(db):
        return await queries.upsert_weights(db, list(by_day.values()))


async def forget_imported_weights(db: AsyncConnection, weights_kg: Mapping[date, float]) -> None:
    """Forget imported measurements by day and value; what the athlete measured, or another import has changed since, stays."""
    if weights_kg:
        async with judgement_change(db):
            await queries.delete_imported_weights(db, weights_kg)


async def remove_weight(db: AsyncConnection, measured_on: date) -> None:
    """Forget the measurement of a day. Raises `AppError(weight_not_found)`."""
    async with judgement_change(db):
        if not await queries.delete_weight(db, measured_on):
            raise not_found("weight")
