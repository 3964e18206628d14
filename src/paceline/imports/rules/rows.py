"""What a row of Strava's `activities.csv` says, in the words of activities."""

from paceline.activities.schemas import SourceFacts
from paceline.connectors.files.archive.base import ArchiveRow
from paceline.connectors.sports import sport_from_raw

# What has a column of its own, or is the athlete's body and not the activity.
_NOT_SUMMARY = frozenset({"perceived_exertion", "total_calories_kcal", "timer_s", "weight_kg", "bike_weight_kg"})
WORDS = (
    "name", "description", "private_note", "is_commute", "is_race", "workout_type", "gear", "gear_kind", "gear_brand", "gear_model",
    "perceived_exertion",
)  # fmt: skip
"""What a row says that no device knows."""
_WORKOUT_TYPES = ("race", "long_run", "recovery")


def facts_of_row(row: ArchiveRow) -> SourceFacts:
    """The row's title, times, totals, gear and flags. A row without a file is what the athlete typed in."""
    elapsed_s = row.elapsed_s if row.elapsed_s is not None else row.moving_s
    return SourceFacts(
        started_at_ms=round(row.started_at.timestamp() * 1000),
        elapsed_s=elapsed_s or 0.0,
        sport=sport_from_raw("strava", row.sport_raw).kind.value,
        sport_raw=row.sport_raw,
        name=row.name,
        description=row.description,
        private_note=row.private_note,
        moving_s=row.moving_s,
        timer_s=row.values.get("timer_s"),
        distance_m=row.distance_m,
        summary={name: value for name, value in row.values.items() if name not in _NOT_SUMMARY},
        is_commute="commute" in row.flags or None,
        is_race="race" in row.flags or None,
        is_manual=True if row.file_name is None and not row.file_error else None,
        workout_type=next((kind for kind in _WORKOUT_TYPES if kind in row.flags), None),
        gear=row.gear_name,
        gear_kind=row.gear and row.gear.kind,
        gear_brand=row.gear and row.gear.brand,
        gear_model=row.gear and row.gear.model,
        perceived_exertion=row.values.get("perceived_exertion"),
        calories_kcal=row.values.get("total_calories_kcal"),
    )
