"""Every screen: no violation that axe can find, in both themes and at three widths, and nothing to scroll sideways at 320 pixels."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.devices import DESKTOP, PHONE, TABLET
from tests.browser.screens import address_of, routes_inside
from tests.browser.visits import LivedIn, visit

pytestmark = pytest.mark.xdist_group("browser")

AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (PHONE, TABLET, DESKTOP)
_NARROW = {"width": 320, "height": 640}


async def violations(page: Page) -> list[str]:
    """What axe finds on the page as it stands."""
    found: dict[str, Any] = await page.evaluate(
        "(rules) => axe.run(document, { runOnly: rules, resultTypes: ['violations'] })", RULES
    )
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


async def settled(page: Page) -> None:
    """Wait until nothing of the page is still loading."""
    await expect(page.locator("main [aria-busy=true]")).to_have_count(0)
    # Styles of another theme or width stand with the next frame.
    await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


async def look(page: Page) -> dict[str, list[str]]:
    """What axe finds at each width."""
    await page.evaluate(AXE.read_text())
    found = {}
    for device in WIDTHS:
        await page.set_viewport_size({"width": device.width, "height": device.height})
        await settled(page)
        if problems := await violations(page):
            found[device.name] = problems
    return found


async def sideways_px(page: Page) -> int:
    """How far the page as a whole scrolls sideways on the narrowest screen."""
    await page.set_viewport_size(_NARROW)
    await settled(page)
    return await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


# The checker is put into the page, which the page's own policy would refuse. A theme is that of a whole visit: one that
# changes under an open page is drawn with the next frame, and a checker that looks before sees both.
THEMES = ("light", "dark")


@pytest.mark.parametrize("route", routes_inside())
@pytest.mark.parametrize("theme", THEMES)
async def test_a_screen_is_accessible_and_reflows(browser: Browser, lived_in: LivedIn, route: str, theme: str) -> None:
    async with lived_in.visit(browser, bypass_csp=True, color_scheme=theme) as visited:
        await visited.goto(await address_of(route, visited))
        await settled(visited.page)
        assert await look(visited.page) == {}
        assert await sideways_px(visited.page) <= 0


@pytest.mark.parametrize("name", ["Actions", "About Load"])
async def test_what_opens_above_an_activity_is_accessible(browser: Browser, lived_in: LivedIn, name: str) -> None:
    async with lived_in.visit(browser, bypass_csp=True) as visited:
        page = visited.page
        await visited.goto(await address_of("/activities/[id]", visited))
        await settled(page)
        await page.evaluate(AXE.read_text())
        await page.get_by_role("button", name=name, exact=True).click()
        await expect(page.locator("[popover]:popover-open")).to_be_visible()
        assert await violations(page) == []


@pytest.mark.parametrize(
    "path", ["/sign-in", "/register#invite=x", "/register", "/reset#token=x", "/reset", "/setup", "/no/such/page"]
)
@pytest.mark.parametrize("theme", THEMES)
async def test_a_door_is_accessible_and_reflows(browser: Browser, lived_in: LivedIn, path: str, theme: str) -> None:
    async with visit(browser, lived_in.base, bypass_csp=True, color_scheme=theme) as visited:
        await visited.goto(path)
        assert await look(visited.page) == {}
        assert await sideways_px(visited.page) <= 0


@pytest.mark.parametrize("route", routes_inside())
async def test_a_screen_is_quiet(browser: Browser, lived_in: LivedIn, route: str) -> None:
    async with lived_in.visit(browser) as visited:
        await visited.goto(await address_of(route, visited))
        await settled(visited.page)
        visited.assert_quiet()
