"""From nothing to a Today that says something: set up, hand in three recordings, read it. By keyboard alone."""

from datetime import UTC, datetime, timedelta
from itertools import count
from math import sin

import pytest
from playwright.async_api import Browser, FilePayload, expect

from tests.browser.devices import DESKTOP, PHONE, Device
from tests.browser.keyboard import Keyboard
from tests.browser.visits import PASSWORD, Instance, visit
from tests.builders.fit import build_activity_fit

pytestmark = pytest.mark.xdist_group("browser")


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


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=lambda device: device.name)
async def test_the_first_day_by_keyboard(browser: Browser, instance: Instance, device: Device) -> None:
    base = instance.serve()
    async with visit(browser, base, device) as newcomer:
        page, keys = newcomer.page, Keyboard(newcomer.page)
        await newcomer.goto("/")
        await keys.type("User name", "ana")
        await keys.type("Password", PASSWORD)
        await keys.press("Create the account")

        await expect(page.get_by_role("heading", name="How you read your training")).to_be_visible()
        await keys.press("Next")
        await expect(page.get_by_role("heading", name="What do you do?")).to_be_visible()
        await keys.press("Running", "Space")
        await keys.press("Next")

        await expect(page.get_by_role("heading", name="Bring your activities")).to_be_visible()
        async with page.expect_file_chooser() as chooser:
            await keys.press("Choose files")
        await (await chooser.value).set_files(last_runs(3))
        await expect(page.get_by_text("3 activities are here already.")).to_be_visible()
        await keys.press("Next")

        await expect(page.get_by_role("heading", name="What is hard for you?")).to_be_visible()
        await keys.press("Next")
        await expect(page.get_by_role("heading", name="That is all for now")).to_be_visible()
        await keys.press("Go to Today")

        await expect(page.get_by_role("heading", name="Last activity")).to_be_visible()
        await expect(page.get_by_text("5.40 km").first).to_be_visible()
        await expect(page.get_by_text("29:59").first).to_be_visible()
        newcomer.assert_quiet()
