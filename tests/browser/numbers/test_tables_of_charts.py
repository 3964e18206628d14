"""The tables behind charts on the narrowest screen: they scroll in themselves, and the page beside them does not."""

import pytest
from playwright.async_api import Browser, expect

from tests.browser.devices import NARROW
from tests.browser.looks import sideways_px, violations
from tests.browser.screens import address_of
from tests.browser.visits import LivedIn

pytestmark = pytest.mark.xdist_group("browser")


@pytest.mark.parametrize("path", ["/activities/[id]", "/fitness?range=all", "/curves?ranges=6w,season,all"])
async def test_a_table_stays_within_the_page(browser: Browser, lived_in: LivedIn, path: str) -> None:
    async with lived_in.visit(browser, who="cyclist", bypass_csp=True) as visited:
        page = visited.page
        await visited.goto(await address_of(path, visited, family="ride"))
        await expect(page.locator("main [aria-busy=true]")).to_have_count(0)
        buttons = page.locator("main").get_by_role("button", name="Show as table")
        shown = await buttons.count()
        assert shown > 0
        for _ in range(shown):
            await buttons.first.click()
        await expect(page.locator("figure table")).to_have_count(shown)
        await page.set_viewport_size(NARROW.size)
        assert await sideways_px(page) <= 0
        assert await violations(page) == []
