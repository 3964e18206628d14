"""The screen of an activity: one crosshair for map and streams, stretches measured in three ways, and a map that lets the page scroll."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.devices import PHONE
from tests.browser.visits import LivedIn, Visit

pytestmark = pytest.mark.xdist_group("browser")

# Playwright's own waiting evaluates text in the page, which the page's policy forbids from the second look on.
SCROLLED_BEYOND = """(px) => new Promise((done) => {
  const look = () => scrollY > px ? done() : requestAnimationFrame(look);
  look();
})"""


async def open_run(visited: Visit) -> str:
    """A run with a track, on the screen; its id."""
    page = await visited.ask("activities?limit=1&family=run&has=position")
    activity_id: str = page["items"][0]["id"]
    await visited.goto(f"/activities/{activity_id}")
    await expect(glass(visited.page)).to_be_visible()
    return activity_id


def glass(page: Page) -> Locator:
    """What lies over the streams and is pointed at."""
    return page.get_by_role("slider", name="Position in the recording")


def chosen_s(page: Page) -> tuple[float, float]:
    """The measured stretch, as the address has it."""
    query = parse_qs(urlsplit(page.url).query)
    return float(query["from"][0]), float(query["to"][0])


async def test_a_stretch_drawn_out_is_what_the_api_says_and_comes_back_with_the_address(
    browser: Browser, lived_in: LivedIn
) -> None:
    async with lived_in.visit(browser) as visited:
        page = visited.page
        activity_id = await open_run(visited)
        await glass(page).scroll_into_view_if_needed()
        box = await glass(page).bounding_box()
        assert box is not None
        middle = box["y"] + box["height"] / 2
        await page.mouse.move(box["x"] + box["width"] * 0.3, middle)
        await page.mouse.down()
        await page.mouse.move(box["x"] + box["width"] * 0.6, middle, steps=5)
        await page.mouse.up()
        await page.wait_for_url("**from=*")
        start_s, end_s = chosen_s(page)
        said = await visited.ask(f"activities/{activity_id}/selection?from_s={start_s}&to_s={end_s}")
        rate = f"{said['average_heart_rate_bpm']['value']:.0f} bpm"
        shown = page.locator("#streams dl")
        await expect(shown).to_contain_text(rate)
        await page.reload()
        await expect(shown).to_contain_text(rate)
        await page.get_by_role("button", name="Clear").click()
        await expect(shown).to_have_count(0)
        visited.assert_quiet()


async def test_streams_are_read_and_measured_by_keys_alone(browser: Browser, lived_in: LivedIn) -> None:
    async with lived_in.visit(browser) as visited:
        page = visited.page
        await open_run(visited)
        await glass(page).focus()
        await page.keyboard.press("Home")
        await page.keyboard.press("PageDown")
        await expect(glass(page)).to_have_attribute("aria-valuetext", re.compile(r"km.*Heart rate \d+ bpm"))
        await expect(page.locator(".map-mark.here")).to_have_count(1)
        await page.keyboard.down("Shift")
        await page.keyboard.press("PageDown")
        await page.keyboard.up("Shift")
        await page.wait_for_url("**from=*")
        await expect(page.locator("#streams dl")).to_be_visible()
        await page.keyboard.press("Enter")
        await page.wait_for_url("**zoom=*")
        await page.keyboard.press("Escape")
        await expect(page.locator("#streams dl")).to_have_count(0)


async def test_fields_measure_without_a_drag(browser: Browser, lived_in: LivedIn) -> None:
    async with lived_in.visit(browser, PHONE) as visited:
        page = visited.page
        await open_run(visited)
        fields = page.locator("#streams form")
        await fields.get_by_label("From").fill("5:00")
        await fields.get_by_label("To").fill("4:00")
        await fields.get_by_role("button", name="Measure").click()
        await expect(fields.get_by_role("alert")).to_contain_text("end after it begins")
        await fields.get_by_label("To").fill("10:00")
        await fields.get_by_role("button", name="Measure").click()
        await page.wait_for_url("**from=*")
        assert chosen_s(page) == (300, 600)


async def test_a_page_scrolls_on_over_the_map(browser: Browser, lived_in: LivedIn) -> None:
    async with lived_in.visit(browser) as visited:
        page = visited.page
        await open_run(visited)
        canvas = page.locator(".maplibregl-canvas")
        await expect(canvas).to_be_visible()
        await canvas.hover()
        before = await page.evaluate("scrollY")
        await page.mouse.wheel(0, 250)
        await page.evaluate(SCROLLED_BEYOND, before)


async def test_an_address_that_leads_nowhere_says_so(browser: Browser, lived_in: LivedIn) -> None:
    async with lived_in.visit(browser) as visited:
        await visited.page.goto(f"{lived_in.base}/activities/nothing")
        await expect(visited.page.get_by_text("There is nothing here")).to_be_visible()
        visited.assert_quiet()
