"""Body mass by day."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.athletes.schemas import WeightSource
from paceline.athletes.tables import Weight


async def list_weights(
    db: AsyncConnection, before: date | None, limit: int, from_day: date | None, to_day: date | None
) -> list[Weight]:
    """Newest first; `before` is the last day of the page before."""
    rows = await db.execute(
        text(
            """
            select measured_on, weight_kg, source from weight_measurement
            where (cast(:before as date) is null or measured_on < :before)
              and (cast(:from_day as date) is null or measured_on >= :from_day)
              and (cast(:to_day as date) is null or measured_on <= :to_day)
            order by measured_on desc limit :limit
            """
        ),
        {"before": before, "limit": limit, "from_day": from_day, "to_day": to_day},
    )
    return [Weight(row.measured_on, row.weight_kg, WeightSource(row.source)) for row in rows]


async def upsert_weights(db: AsyncConnection, weights: Sequence[Weight]) -> int:
    """Store measurements, one a day; returns how many rows are new or different. An import never replaces the athlete's own."""
    done = await db.execute(
        text(
            """
            insert into weight_measurement as w (athlete_id, measured_on, weight_kg, source)
            select app.athlete(), n.measured_on, n.weight_kg, n.source
            from unnest(cast(:days as date[]), cast(:weights as double precision[]), cast(:sources as text[]))
                as n (measured_on, weight_kg, source)
            on conflict (athlete_id, measured_on) do update set weight_kg = excluded.weight_kg, source = excluded.source
            where (excluded.source = 'athlete' or w.source = 'imported')
              and (w.weight_kg, w.source) is distinct from (excluded.weight_kg, excluded.source)
            """
        ),
        {
            "days": [weight.measured_on for weight in weights],
            "weights": [weight.weight_kg for weight in weights],
            "sources": [weight.source.value for weight in weights],
        },
    )
    return done.rowcount


async def delete_weight(db: AsyncConnection, measured_on: date) -> bool:
    """`False` when none was measured on that day."""
    done = await db.execute(
        text("delete from weight_measurement where measured_on = :measured_on"), {"measured_on": measured_on}
    )
    return done.rowcount == 1


async def delete_imported_weights(db: AsyncConnection, weights_kg: Mapping[date, float]) -> None:
    """Delete the imported measurements of these days that have these values."""
    await db.execute(
        text(
            """
            delete from weight_measurement w
            using unnest(cast(:days as date[]), cast(:weights as double precision[])) as n (measured_on, weight_kg)
            where w.source = 'imported' and w.measured_on = n.measured_on and w.weight_kg = n.weight_kg
            """
        ),
        {"days": list(weights_kg), "weights": list(weights_kg.values())},
    )
