"""Where in an activity a point of its curve was held."""

from uuid import UUID, uuid4

import httpx2
import numpy as np
import pytest

from tests.fitness.history import day, record_one, settle
from tests.fitness.recordings import recording


async def test_the_place_of_a_point_holds_the_value_of_the_curve(browser: httpx2.AsyncClient, athlete_id: UUID) -> None:
    watts = 150 + 10 * np.sin(np.arange(1800) / 40)
    watts[700:1000] = 320
    speed = np.full(1800, 8.0)
    samples = recording(power_w=watts, speed_mps=speed, distance_m=np.concatenate([[0], np.cumsum(speed[1:])]))
    key = await record_one(athlete_id, samples, day(0), sport="ride", with_analysis=False)
    await settle(athlete_id)
    curve = (await browser.get(f"/api/v1/activities/{key}/curves")).json()["curves"]["power"]
    best = dict(zip(curve["duration_s"], curve["value"], strict=True))[300]
    found = (await browser.get(f"/api/v1/activities/{key}/effort?measure=power&duration_s=300")).json()
    assert (found["start_s"], found["end_s"]) == (700, 1000)
    assert found["value"] == pytest.approx(best, abs=0.5)
    stretch = (await browser.get(f"/api/v1/activities/{key}/selection?from_s=700&to_s=999")).json()
    assert stretch["average_power_w"]["value"] == pytest.approx(320, abs=0.5)


async def test_what_is_not_there_is_said(browser: httpx2.AsyncClient, athlete_id: UUID) -> None:
    key = await record_one(athlete_id, recording(heart_rate_bpm=np.full(600, 140.0)), day(0), sport="ride")
    address = f"/api/v1/activities/{key}/effort"
    found = (await browser.get(address, params={"measure": "power", "duration_s": 60})).json()
    assert found["start_s"] is None
    assert found["not_computable"]["code"] == "not_recorded"
    found = (await browser.get(address, params={"measure": "heart_rate", "duration_s": 3600})).json()
    assert found["not_computable"]["code"] == "too_short"
    assert (await browser.get(address, params={"measure": "distance", "duration_s": 60})).status_code == 422
    gone = f"/api/v1/activities/{uuid4()}/effort"
    assert (await browser.get(gone, params={"measure": "power", "duration_s": 60})).status_code == 404
