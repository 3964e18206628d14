"""Race forecasts from recent runs and the volume of training."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.fitness.queries import bests as bests_queries
from paceline.fitness.queries import summary as summary_queries
from paceline.fitness.schemas import Basis
from paceline.science.race import Race
from paceline.science.race_prediction import RaceEvidence, RacePrediction, predict_race
from paceline.science.result import Metric

EFFORT_DAYS = 42
TRAINING_WEEKS = 8
STANDARD_DISTANCES_M = (5000.0, 10_000.0, 21_097.5, 42_195.0)


@dataclass(frozen=True, slots=True)
class RecentEffort:
    """A best over a distance that forecasts rest on; within a training run it is slower than a race would be."""

    distance_m: float
    elapsed_s: float
    activity_id: UUID
    name: str
    local_on: date


@dataclass(frozen=True, slots=True)
class Forecast:
    """A forecast for each distance, and what all of them rest on."""

    predictions: tuple[tuple[float, Metric[RacePrediction]], ...]
    efforts: tuple[RecentEffort, ...]
    weekly_distance_m: float | None
    training_pace_s_per_km: float | None


async def predict_races(
    db: AsyncConnection, today: date, distances_m: tuple[float, ...] = STANDARD_DISTANCES_M, basis: Basis = Basis.ALL
) -> Forecast:
    """From the best runs of six weeks, and the mean volume and pace of the eight weeks that end a week ago."""
    recent = await bests_queries.list_recent_times(db, today - timedelta(days=EFFORT_DAYS), today, basis)
    efforts = tuple(RecentEffort(*row) for row in recent)
    until = today - timedelta(days=7)
    span = (until - timedelta(weeks=TRAINING_WEEKS) + timedelta(days=1), until)
    volume = await summary_queries.get_running_volume(db, span, basis)
    weekly_km = volume.distance_m / 1000 / TRAINING_WEEKS or None
    pace = volume.duration_s / (volume.distance_m / 1000) if volume.distance_m else None
    races = tuple(Race(effort.distance_m, effort.elapsed_s, str(effort.activity_id)) for effort in efforts)
    evidence = RaceEvidence(races, weekly_km, pace)
    return Forecast(
        tuple((distance_m, predict_race(distance_m, evidence)) for distance_m in distances_m),
        efforts,
        None if weekly_km is None else weekly_km * 1000,
        pace,
    )
