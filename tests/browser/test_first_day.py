"""From nothing to a Today that says something: set up, hand in three recordings, read it. By keyboard alone."""

import pytest
from playwright.async_api import Browser, expect

from tests.browser.devices import DESKTOP, PHONE, Device
from tests.browser.keyboard import Keyboard
from tests.browser.recordings import last_runs
from tests.browser.visits import PASSWORD, Instance, visit

pytestmark = pytest.mark.xdist_group("browser")


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
