"""What a stretch of an activity comes to."""

from typing import Any
from uuid import UUID

import httpx2
import numpy as np
import pytest

from paceline.connectors.base import Samples
from tests.fitness.history import day, record_one, settle
from tests.fitness.recordings import recording, run

Json = dict[str, Any]


def _hilly(sport: str) -> Samples:
    """Forty minutes of everything there is, uneven, with a climb in the second half."""
    seconds = np.arange(2400)
    speed = (6.0 if sport == "ride" else 3.0) + 0.5 * np.sin(seconds / 60)
    channels: Json = {
        "speed_mps": speed,
        "distance_m": np.concatenate([[0], np.cumsum(speed[1:])]),
        "altitude_m": 400 + np.maximum(seconds - 1200, 0) * 0.1,
        "heart_rate_bpm": 130 + 20 * np.sin(seconds / 300),
        "cadence_rpm": np.where(seconds % 100 < 5, 0, 85.0),
    }
    if sport == "ride":
        channels["power_w"] = 180 + 60 * np.sin(seconds / 45)
    return recording(**channels)


async def _select(browser: httpx2.AsyncClient, key: UUID, **span: float) -> Json:
    answer = await browser.get(f"/api/v1/activities/{key}/selection", params=span)
    assert answer.status_code == 200, answer.text
    return answer.json()


def _values(selection: Json) -> Json:
    return {name: one["value"] for name, one in selection.items() if isinstance(one, dict)}


@pytest.mark.parametrize("sport", ["ride", "run"])
async def test_everything_selected_is_what_the_activity_and_its_analysis_say(
    browser: httpx2.AsyncClient, athlete_id: UUID, sport: str
) -> None:
    key = await record_one(athlete_id, _hilly(sport), day(0), sport=sport, with_analysis=False)
    await settle(athlete_id)
    detail = (await browser.get(f"/api/v1/activities/{key}")).json()
    analysis = (await browser.get(f"/api/v1/activities/{key}/analysis")).json()
    metrics = {one["key"]: one["value"] for one in analysis["metrics"]}
    selection = await _select(browser, key)
    values = _values(selection)
    assert (selection["from_s"], selection["to_s"], selection["sample_count"]) == (0, 2399, 2400)
    measured = {
        "moving_s": "moving_s", "distance_m": "distance_m", "ascent_m": "ascent_m", "descent_m": "descent_m",
        "average_heart_rate_bpm": "average_heart_rate_bpm", "maximum_heart_rate_bpm": "max_heart_rate_bpm",
        "average_power_w": "average_power_w", "maximum_power_w": "max_power_w", "weighted_power_w": "weighted_power_w",
        "average_speed_mps": "average_speed_mps", "maximum_speed_mps": "max_speed_mps",
        "average_cadence_rpm": "average_cadence_rpm",
    }  # fmt: skip
    assert {name: values[name] for name in measured} == {name: detail[theirs] for name, theirs in measured.items()}
    computed = {
        "moving_s": "moving_time_s", "average_power_w": "average_power_w", "weighted_power_w": "normalized_power_w",
        "graded_speed_mps": "graded_speed_mps",
    }  # fmt: skip
    assert {name: values[name] for name in computed} == {name: metrics[key] for name, key in computed.items()}


async def test_a_stretch_is_measured_by_its_own_samples(browser: httpx2.AsyncClient, athlete_id: UUID) -> None:
    key = await record_one(athlete_id, _hilly("ride"), day(0))
    flat, climb = await _select(browser, key, from_s=0, to_s=1199.5), await _select(browser, key, from_s=1200)
    assert (flat["to_s"], flat["sample_count"], climb["from_s"]) == (1199, 1200, 1200)
    assert (flat["ascent_m"]["value"], climb["ascent_m"]["value"]) == (0, pytest.approx(119.9))
    assert flat["average_grade_pct"]["value"] == 0
    assert climb["average_grade_pct"]["value"] == pytest.approx(100 * 119.9 / climb["distance_m"]["value"])
    assert flat["elapsed_s"]["value"] == 1199
    assert flat["minimum_cadence_rpm"]["value"] == 85
    crop = await browser.post(f"/api/v1/activities/{key}/crop", json={"from_s": 0, "to_s": 1199.5})
    assert crop.status_code == 200, crop.text
    assert _values(await _select(browser, key)) == _values(flat)


async def test_what_a_stretch_does_not_tell_has_its_reason(browser: httpx2.AsyncClient, athlete_id: UUID) -> None:
    seconds = np.arange(600)
    level = recording(speed_mps=np.full(600, 3.0), distance_m=seconds * 3.0, heart_rate_bpm=np.full(600, 150.0))
    key = await record_one(athlete_id, level, day(0), sport="run")
    reasons = {
        name: one["not_computable"]["code"]
        for name, one in (await _select(browser, key, from_s=60, to_s=80)).items()
        if isinstance(one, dict) and one["not_computable"]
    }
    assert reasons["weighted_power_w"] == reasons["average_power_w"] == reasons["minimum_power_w"] == "no_power"
    assert reasons["ascent_m"] == reasons["average_grade_pct"] == "no_altitude"
    assert reasons["average_cadence_rpm"] == "no_cadence"
    assert not {"elapsed_s", "moving_s", "distance_m", "average_heart_rate_bpm", "graded_speed_mps"} & reasons.keys()
    ride = await record_one(athlete_id, _hilly("ride"), day(1))
    short = await _select(browser, ride, from_s=60, to_s=80)
    assert short["weighted_power_w"]["not_computable"]["code"] == "too_short"
    assert short["graded_speed_mps"]["not_computable"]["code"] == "not_a_run"
    beyond = await _select(browser, ride, from_s=9000)
    assert (beyond["sample_count"], beyond["elapsed_s"]["not_computable"]["code"]) == (0, "no_samples")


async def test_a_span_that_ends_before_it_begins_is_refused(browser: httpx2.AsyncClient, athlete_id: UUID) -> None:
    key = await record_one(athlete_id, run(10), day(0), sport="run")
    answer = await browser.get(f"/api/v1/activities/{key}/selection", params={"from_s": 80, "to_s": 60})
    assert (answer.status_code, answer.json()["code"]) == (422, "range_invalid")
