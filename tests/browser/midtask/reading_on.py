"""What holds of any screen after the look of the app was changed under it."""

from collections.abc import Iterable

from playwright.async_api import expect

from tests.browser.looks import settled, sideways_px, violations
from tests.browser.midtask.words import untranslated
from tests.browser.visits import Visit


async def assert_it_still_reads(visited: Visit, own: Iterable[str] = ()) -> None:
    """Dark, in words of the pseudo-locale but for the athlete's own, within the page, with nothing that axe or the console minds."""
    await settled(visited.page)
    await expect(visited.page.locator("html")).to_have_attribute("data-theme", "dark")
    assert await untranslated(visited.page, [*own, "runner", "cyclist"]) == set()
    assert await sideways_px(visited.page) <= 0
    assert await violations(visited.page) == []
    visited.assert_quiet()
