"""Activities noted without a recording."""

from datetime import date
from typing import Any

import httpx2
import pytest

from tests.activities.api.conftest import Marks, Record, post, refusal, show

NOTED = {"sport": "run", "started_at_local": "2024-05-20T07:00:00", "time_zone": "America/New_York", "elapsed_s": 1800}


async def test_a_manual_entry_counts_on_its_local_day(ana: httpx2.AsyncClient, published: Marks) -> None:
    noted = NOTED | {
        "started_at_local": "2024-05-20T23:30:00", "distance_m": 5000, "ascent_m": 30, "perceived_exertion": 4,
        "average_heart_rate_bpm": 150,
    }  # fmt: skip
    made = await post(ana, "activities", noted)
    assert made["probable_of"] == []
    assert await published() == {"recorded": date(2024, 5, 20)}
    detail = await show(ana, made["activity_id"])
    assert (detail["started_at"], detail["local_on"], detail["time_zone"]) == (
        "2024-05-21T03:30:00Z",
        "2024-05-20",
        "America/New_York",
    )
    assert (detail["ascent_m"], detail["average_heart_rate_bpm"], detail["perceived_exertion"]) == (30, 150, 4)
    assert (detail["is_manual"], detail["counted"], detail["average_power_w"]) == (True, True, None)
    assert detail["average_speed_mps"] == pytest.approx(5000 / 1800)
    assert detail["sources"][0]["source"] == "manual"


async def test_a_manual_entry_of_what_is_recorded_already_waits_for_a_decision(
    ana: httpx2.AsyncClient, add: Record
) -> None:
    key = await add()
    again = {"sport": "ride", "started_at_local": "2024-05-12T08:00:00", "time_zone": "Europe/Zurich", "elapsed_s": 600}
    made = await post(ana, "activities", again)
    assert made["probable_of"] == [str(key)]
    assert (await show(ana, made["activity_id"]))["counted"] is False


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"time_zone": "Mars/Base"}, "time_zone_unknown"),
        ({"time_zone": "Factory"}, "time_zone_unknown"),
        ({"started_at_local": "2124-01-01T00:00:00"}, "started_at_in_future"),
        ({"started_at_local": "0001-01-01T00:00:00"}, "started_at_too_early"),
        ({"started_at_local": "2024-05-20T07:00:00Z"}, "input_invalid"),
        ({"gear_id": "018f0000-0000-7000-8000-000000000000"}, "gear_not_found"),
        ({"elapsed_s": 0}, "input_invalid"),
        ({"is_admin": True}, "input_invalid"),
    ],
)
async def test_an_impossible_manual_entry_is_refused(
    ana: httpx2.AsyncClient, changes: dict[str, Any], code: str
) -> None:
    answer = await ana.post("/api/v1/activities", json=NOTED | changes)
    assert refusal(answer)[1] == code
    assert (await ana.get("/api/v1/activities")).json()["items"] == []


async def test_a_repeated_request_notes_an_activity_once(ana: httpx2.AsyncClient) -> None:
    headers = {"idempotency-key": "one-tap"}
    first = await ana.post("/api/v1/activities", json=NOTED, headers=headers)
    second = await ana.post("/api/v1/activities", json=NOTED, headers=headers)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert second.headers["idempotent-replayed"] == "true"
    other = await ana.post("/api/v1/activities", json=NOTED | {"elapsed_s": 60}, headers=headers)
    assert refusal(other) == (422, "idempotency_key_reused")
    assert len((await ana.get("/api/v1/activities")).json()["items"]) == 1
