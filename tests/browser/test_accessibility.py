"""Every screen: nothing that axe can find, in both themes and at three widths; nothing to scroll sideways, however narrow or large."""

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.devices import DESKTOP, NARROW, PHONE, TABLET
from tests.browser.looks import enlarge, settled, sideways_px, violations
from tests.browser.screens import address_of, routes_inside
from tests.browser.visits import LivedIn, visit

pytestmark = pytest.mark.xdist_group("browser")

WIDTHS = (PHONE, TABLET, DESKTOP)


async def look(page: Page) -> dict[str, list[str]]:
    """What axe finds at each width."""
    found = {}
    for device in WIDTHS:
        await page.set_viewport_size(device.size)
        await settled(page)
        if problems := await violations(page):
            found[device.name] = problems
    return found


# A theme is that of a whole visit: one that changes under an open page is drawn with the next frame, and a checker that looks before
# sees both.
THEMES = ("light", "dark")


@pytest.mark.parametrize("route", routes_inside())
@pytest.mark.parametrize("theme", THEMES)
async def test_a_screen_is_accessible_and_reflows(browser: Browser, lived_in: LivedIn, route: str, theme: str) -> None:
    async with lived_in.visit(browser, bypass_csp=True, color_scheme=theme) as visited:
        await visited.goto(await address_of(route, visited))
        await settled(visited.page)
        assert await look(visited.page) == {}
        await visited.page.set_viewport_size(NARROW.size)
        assert await sideways_px(visited.page) <= 0


@pytest.mark.parametrize("route", routes_inside())
async def test_a_screen_holds_text_twice_as_large(browser: Browser, lived_in: LivedIn, route: str) -> None:
    async with lived_in.visit(browser, PHONE) as visited:
        await visited.goto(await address_of(route, visited))
        await enlarge(visited.page, PHONE)
        assert await sideways_px(visited.page) <= 0


@pytest.mark.parametrize("name", ["Actions", "About Load"])
async def test_what_opens_above_an_activity_is_accessible(browser: Browser, lived_in: LivedIn, name: str) -> None:
    async with lived_in.visit(browser, bypass_csp=True) as visited:
        page = visited.page
        await visited.goto(await address_of("/activities/[id]", visited))
        await settled(page)
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
        await visited.page.set_viewport_size(NARROW.size)
        assert await sideways_px(visited.page) <= 0


@pytest.mark.parametrize("route", routes_inside())
async def test_a_screen_is_quiet(browser: Browser, lived_in: LivedIn, route: str) -> None:
    async with lived_in.visit(browser) as visited:
        await visited.goto(await address_of(route, visited))
        await settled(visited.page)
        visited.assert_quiet()
