"""Files of a watch, to hand in."""

from datetime import UTC, datetime, timedelta
from itertools import count
from math import sin

from playwright.async_api import FilePayload

from tests.builders.fit import build_activity_fit


def last_runs(number: int) -> list[FilePayload]:
    """Half-hour runs of the last days, as a watch writes them."""
    seconds, step_deg = 1800, 3.0 / 111_195
    samples = {
        "latitude_deg": [47 + at * step_deg for at in range(seconds)],
        "longitude_deg": [8.5] * seconds,
        "altitude_m": [420 + 15 * sin(at / 200) for at in range(seconds)],
        "distance_m": [3.0 * at for at in range(seconds)],
        "speed_mps": [3.0] * seconds,
        "heart_rate_bpm": [135 + 15 * sin(at / 90) for at in range(seconds)],
    }
    now = datetime.now(UTC).replace(microsecond=0)
    days = (now - timedelta(days=day, hours=2) for day in count())
    files = [build_activity_fit(next(days), samples, sport=1, serial=7 + one) for one in range(number)]
    return [
        {"name": f"run{at}.fit", "mimeType": "application/octet-stream", "buffer": file}
        for at, file in enumerate(files)
    ]
