"""Time in zones over a range of days."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.athletes.schemas import ZoneKind
from paceline.connectors.sports import SportFamily
from paceline.fitness.queries import judgements as queries
from paceline.fitness.rules.zone_totals import ZoneTotals, add_up
from paceline.fitness.schemas import Basis, Measure

_MEASURES = {
    ZoneKind.HEART_RATE: (Measure.HEART_RATE,),
    ZoneKind.POWER: (Measure.POWER,),
    ZoneKind.PACE: (Measure.GRADED_SPEED, Measure.SPEED),
}


async def read_zone_totals(
    db: AsyncConnection,
    kind: ZoneKind,
    span: tuple[date, date],
    *,
    sport_family: SportFamily | None = None,
    basis: Basis = Basis.ALL,
) -> ZoneTotals:
    """Time in the zones of a kind over the counted activities of a range, each by the zones of its own day."""
    times = [
        time
        for measure in _MEASURES[kind]
        for time in await queries.list_zone_times(
            db, *span, measure=measure.value, sport_family=sport_family, basis=basis.value
        )
    ]
    return add_up(times)
