"""Best efforts of all time and of each year, and how they came to be."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.connectors.sports import SportFamily
from paceline.fitness.queries import bests as queries
from paceline.fitness.schemas import Basis, Measure
from paceline.fitness.tables import RecordRow


@dataclass(frozen=True, slots=True)
class Record:
    """One target: `history` are its records in order of time, the last of which stands; `years` the best of each year."""

    measure: Measure
    target: float
    history: tuple[RecordRow, ...]
    years: tuple[RecordRow, ...]


async def list_records(
    db: AsyncConnection, sport_family: SportFamily, measures: list[Measure], basis: Basis = Basis.ALL
) -> list[Record]:
    """The records of a sport over distances and durations; an equal later effort is no new record."""
    return list(_records(await queries.list_records(db, sport_family, measures, basis)))


def _records(rows: list[RecordRow]) -> Iterator[Record]:
    for (measure, target), group in groupby(rows, key=lambda row: (row.measure, row.target)):
        kept = tuple(group)
        yield Record(
            measure,
            target,
            tuple(row for row in kept if row.was_record),
            tuple(row for row in kept if row.is_best_of_year),
        )
