"""Totals that cannot be true never become a row's."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paceline.activities.rules.plausible import is_plausible, plausible_facts
from paceline.activities.rules.projection import Evidence, project_activity
from paceline.activities.schemas import Measured, SourceFacts, SourceKind
from paceline.activities.service.prepare import prepare_leg
from paceline.connectors.base import Lap
from tests.activities.builders import START_MS, leg, samples

_ANY = st.floats(allow_nan=True, allow_infinity=True)
_TOTALS = ("elapsed_s", "moving_s", "distance_m", "calories_kcal", "average_heart_rate_bpm", "average_power_w")


@pytest.mark.parametrize(
    ("name", "value"),
    [("distance_m", 1.5e308), ("avg_heart_rate_bpm", 400.0), ("max_power_w", 65_000.0), ("timer_s", float("nan")),
     ("total_calories_kcal", -1.0), ("max_speed_mps", float("inf"))],
)  # fmt: skip
def test_what_nobody_can_do_is_unknown_and_named(name: str, value: float) -> None:
    given_facts = SourceFacts(START_MS, 60.0, "run", summary={name: value, "avg_power_w": 200.0})
    facts, (flaw,) = plausible_facts(given_facts)
    assert (facts.summary, flaw.code) == ({"avg_power_w": 200.0}, "total_implausible")
    assert name in flaw.detail


@pytest.mark.parametrize(
    ("name", "value"),
    [("distance_m", 1_000_000.0), ("min_altitude_m", -420.0), ("avg_temperature_c", -30.0), ("max_power_w", 2500.0),
     ("max_heart_rate_bpm", 230.0), ("avg_neg_vertical_speed_mps", -1.0), ("elapsed_s", 0.0)],
)  # fmt: skip
def test_what_somebody_did_stays(name: str, value: float) -> None:
    assert is_plausible(name, value)


def test_an_absurd_elapsed_time_gives_way_to_the_samples() -> None:
    facts = SourceFacts(START_MS, 1e300, "ride", distance_m=1.5e308, laps=(Lap(START_MS, 1e300, distance_m=100.0),))
    made = prepare_leg(facts, samples(600), athlete_time_zone="UTC")
    assert (made.facts.elapsed_s, made.facts.distance_m) == (599.0, None)
    assert made.facts.laps == (Lap(START_MS, 0.0, distance_m=100.0),)
    assert made.measured.distance_m == pytest.approx(4800, rel=0.01)
    assert [flaw.code for flaw in made.measured.flaws] == ["total_implausible"]


def test_a_sound_recording_has_no_such_flaw() -> None:
    assert leg().measured.flaws == ()


@given(_ANY, _ANY, st.sampled_from(["distance_m", "avg_heart_rate_bpm", "avg_power_w", "total_calories_kcal"]), _ANY)
def test_no_row_holds_what_cannot_be_true(elapsed_s: float, distance_m: float, name: str, value: float) -> None:
    facts = SourceFacts(START_MS, elapsed_s, "run", distance_m=distance_m, moving_s=elapsed_s, summary={name: value})
    measured = replace(Measured(), distance_m=distance_m, average_power_w=value)
    row = project_activity([Evidence(UUID(int=1), SourceKind.ARCHIVE, "1", "open", facts, measured)], {})
    assert all(row[total] is None or is_plausible(total, row[total]) for total in _TOTALS)
    assert row["elapsed_s"] is not None
