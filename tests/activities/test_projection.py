"""What sources and overrides make of an activity, whatever their order."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paceline.activities.rules.projection import Evidence, project_activity
from paceline.activities.schemas import Measured, SourceFacts, SourceKind, TimeZoneSource
from tests.activities.builders import START_MS

_FACTS = SourceFacts(
    START_MS, 3600.0, "ride", time_zone="Europe/Zurich", utc_offset_s=7200, time_zone_source=TimeZoneSource.POSITION
)


def _source(kind: SourceKind, number: int = 1, samples: int = 0, **facts: object) -> Evidence:
    permission = "restricted" if kind is SourceKind.STRAVA_API else "open"
    return Evidence(
        UUID(int=number + 100 * list(SourceKind).index(kind)),
        kind,
        str(number),
        permission,
        replace(_FACTS, **facts),
        Measured(sample_count=samples),
    )


_SOURCES = st.lists(
    st.builds(
        _source,
        st.sampled_from(SourceKind),
        st.integers(1, 3),
        st.integers(0, 2),
        name=st.none() | st.sampled_from(["a", "b"]),
        gear=st.none() | st.just("Roadster"),
        calories_kcal=st.none() | st.floats(1, 1000),
        sport=st.sampled_from(["ride", "run", "other"]),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda one: one.id,
)


@given(_SOURCES, st.randoms())
def test_the_order_of_sources_does_not_matter(sources: list[Evidence], chance: object) -> None:
    shuffled = list(sources)
    chance.shuffle(shuffled)
    assert project_activity(sources, {}) == project_activity(shuffled, {})


@given(_SOURCES)
def test_an_override_always_wins(sources: list[Evidence]) -> None:
    row = project_activity(
        sources, {"name": "Mine", "sport": "hike", "distance_m": 1.5, "is_race": True, "gear_id": None}
    )
    assert (row["name"], row["sport"], row["sport_family"]) == ("Mine", "hike", "walk")
    assert (row["distance_m"], row["is_race"], row["gear_id"]) == (1.5, True, None)


@given(_SOURCES)
def test_a_file_ends_a_restriction_and_hears_nothing_restricted(sources: list[Evidence]) -> None:
    row = project_activity([*sources, _source(SourceKind.FILE, 9, 10)], {})
    only_open = [one for one in sources if one.permission == "open"]
    assert row["permission"] == "open"
    assert row == project_activity([*only_open, _source(SourceKind.FILE, 9, 10)], {})


def test_a_zero_of_a_sensor_that_was_not_there_is_unknown() -> None:
    said = {
        "avg_heart_rate_bpm": 0.0,
        "max_heart_rate_bpm": 0.0,
        "avg_power_w": 0.0,
        "max_power_w": 0.0,
        "avg_cadence_rpm": 0.0,
        "avg_temperature_c": 0.0,
        "total_ascent_m": 0.0,
    }
    row = project_activity([_source(SourceKind.FILE, summary=said)], {})
    unknown = ("average_heart_rate_bpm", "max_heart_rate_bpm", "average_power_w", "max_power_w", "average_cadence_rpm")
    assert [row[name] for name in unknown] == [None] * 5
    assert (row["average_temperature_c"], row["ascent_m"]) == (0.0, 0.0)


def test_an_average_power_of_zero_is_real_where_power_was_seen() -> None:
    row = project_activity([_source(SourceKind.FILE, summary={"avg_power_w": 0.0, "max_power_w": 180.0})], {})
    assert (row["average_power_w"], row["max_power_w"]) == (0.0, 180.0)


def test_streams_come_from_the_file_and_words_from_the_archive() -> None:
    file = _source(SourceKind.FILE, samples=10, name="2024-05-12-ride.fit", calories_kcal=500.0)
    archive = _source(
        SourceKind.ARCHIVE, name="Round the lake", perceived_exertion=7.0, elapsed_s=1.0, calories_kcal=9.0
    )
    row = project_activity([archive, file], {})
    assert (row["primary_source_id"], row["name"], row["perceived_exertion"]) == (file.id, "Round the lake", 7.0)
    assert (row["elapsed_s"], row["calories_kcal"]) == (3600.0, 500.0)


def test_a_chosen_primary_source_is_taken() -> None:
    one, other = _source(SourceKind.FILE, 1, 10), _source(SourceKind.FILE, 2, 5)
    assert project_activity([one, other], {})["primary_source_id"] == one.id
    assert project_activity([one, other], {"primary_source_id": str(other.id)})["primary_source_id"] == other.id


def test_another_zone_moves_the_local_day() -> None:
    row = project_activity([_source(SourceKind.FILE)], {"time_zone": "Pacific/Kiritimati"})
    assert (row["utc_offset_s"], row["time_zone_source"]) == (50_400, "athlete")
    assert row["local_on"] == date(2024, 5, 12)
    late = project_activity(
        [_source(SourceKind.FILE, started_at_ms=START_MS + 12 * 3_600_000)], {"time_zone": "Pacific/Kiritimati"}
    )
    assert late["local_on"] == date(2024, 5, 13)


def test_a_moved_start_takes_the_offset_of_its_own_day() -> None:
    row = project_activity([_source(SourceKind.FILE)], {"started_at": "2024-01-12T06:00:00+00:00"})
    assert (row["utc_offset_s"], row["local_on"]) == (3600, date(2024, 1, 12))


@pytest.mark.parametrize(
    ("hour", "part"), [(2, "Night"), (7, "Morning"), (12, "Lunch"), (16, "Afternoon"), (21, "Evening")]
)
def test_a_nameless_activity_is_named_by_local_time(hour: int, part: str) -> None:
    start_ms = START_MS + (hour - 8) * 3_600_000
    row = project_activity([_source(SourceKind.FILE, started_at_ms=start_ms, sport="trail_run")], {})
    assert row["name"] == f"{part} trail run"
