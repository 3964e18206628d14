"""What is derived from streams answers with a value or a reason, whatever state they are in."""

from uuid import UUID

import httpx2
import numpy as np
import pytest

from paceline.activities.rules.stream_codec import RESOLUTIONS, TIME, encode
from paceline.athletes.schemas import ThresholdKind
from tests.fitness.history import confirm, day, record_one, settle, write
from tests.fitness.recordings import START_MS, recording

SECONDS = 1200
_EVEN = np.full(SECONDS, 200.0)
_HOLES = np.where(np.arange(SECONDS) % 7 < 3, np.nan, _EVEN)
_BACKWARDS = START_MS + 1000.0 * np.where(np.arange(SECONDS) < 600, np.arange(SECONDS), np.arange(SECONDS) - 300)
_STANDING = np.full(SECONDS, float(START_MS))

DERIVED = (
    "streams", "streams?points=100", "selection", "selection?from_s=60&to_s=300", "w-balance", "analysis", "curves",
    "effort?measure=power&duration_s=60", "effort?measure=heart_rate&duration_s=60",
)  # fmt: skip


async def _ride(athlete_id: UUID, **stored: bytes) -> UUID:
    """A ride whose stored channels are these bytes."""
    await confirm(athlete_id, ThresholdKind.CRITICAL_POWER_W, 250, "ride")
    await confirm(athlete_id, ThresholdKind.W_PRIME_J, 20_000, "ride")
    samples = recording(power_w=_EVEN, heart_rate_bpm=np.full(SECONDS, 140.0))
    key = await record_one(athlete_id, samples, day(0), with_analysis=False)
    for channel, content in stored.items():
        await write(
            athlete_id,
            "update stream set content = :content where channel = :channel and source_id = "
            "(select primary_source_id from activity where id = :id)",
            id=key,
            channel=channel,
            content=content,
        )
    await settle(athlete_id)
    return key


def _power(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> dict[str, bytes]:
    return {"power_w": encode(values, ())}


@pytest.mark.parametrize(
    "stored",
    [
        pytest.param(_power(_HOLES), id="gaps"),
        pytest.param(_power(np.full(SECONDS, np.nan)), id="nothing but gaps"),
        pytest.param(_power(np.full(SECONDS, -50.0)), id="negative"),
        pytest.param(_power(np.full(SECONDS, np.inf)), id="infinite"),
        pytest.param(_power(np.where(np.arange(SECONDS) == 5, 1e300, 200.0)), id="beyond all measure"),
        pytest.param(_power(np.empty(0)), id="empty"),
        pytest.param({"power_w": b""}, id="no bytes"),
        pytest.param({TIME: encode(np.empty(0), RESOLUTIONS[TIME])}, id="no times"),
        pytest.param({TIME: encode(_BACKWARDS, RESOLUTIONS[TIME])}, id="times backwards"),
        pytest.param({TIME: encode(_STANDING, RESOLUTIONS[TIME])}, id="times that stand"),
        pytest.param({TIME: encode(_EVEN, RESOLUTIONS[TIME])[:30]}, id="times cut off"),
    ],
)
async def test_damaged_streams_give_a_value_or_a_reason(
    browser: httpx2.AsyncClient, athlete_id: UUID, stored: dict[str, bytes]
) -> None:
    key = await _ride(athlete_id, **stored)
    for path in DERIVED:
        answer = await browser.get(f"/api/v1/activities/{key}/{path}")
        assert answer.status_code in {200, 409}, (path, answer.text)
        if answer.status_code == 409:
            assert (path.partition("?")[0], answer.json()["code"]) == ("streams", "streams_damaged")
    balance = (await browser.get(f"/api/v1/activities/{key}/w-balance")).json()
    assert balance["lowest_j"] is not None or balance["not_computable"]["code"]


async def test_a_damaged_recording_is_not_cut(browser: httpx2.AsyncClient, athlete_id: UUID) -> None:
    key = await _ride(athlete_id, power_w=b"")
    answer = await browser.post(f"/api/v1/activities/{key}/crop", json={"from_s": 0, "to_s": 600})
    assert (answer.status_code, answer.json()["code"]) == (409, "streams_damaged")
