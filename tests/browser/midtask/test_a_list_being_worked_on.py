"""Activities are being chosen from a list while units, theme, language and zoom change: filters, ticks and place stay."""

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.devices import DESKTOP, PHONE, Device
from tests.browser.looks import enlarge, settled
from tests.browser.midtask.reading_on import assert_it_still_reads
from tests.browser.midtask.switching import switch_all
from tests.browser.midtask.words import HEAR_CANVASES, plain
from tests.browser.numbers.written import IMPERIAL
from tests.browser.visits import LivedIn, Visit

pytestmark = pytest.mark.xdist_group("browser")

DEVICES = pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=lambda device: device.name)

FILTERS = "q=run&family=run&min_distance_m=5000"
TICKED = 3
SCROLLED_PX = {"phone": 900, "desktop": 500}

# The first row that nothing covers, as soon as it was read.
_TOPMOST = """async (withinMs) => {
  const began = performance.now();
  const isInView = (row) => {
    const { left, top, height } = row.getBoundingClientRect();
    const at = (share) => document.elementFromPoint(left + 20, top + height * share);
    return top >= 0 && row.contains(at(0.1)) && row.contains(at(0.5));
  };
  const topOf = (row) => row.getBoundingClientRect().top;
  while (performance.now() - began < withinMs) {
    const links = [...document.querySelectorAll('[role=grid] a[href^="/activities/"]')];
    const rows = links.map((link) => link.closest('[role=row]')).filter(isInView).sort((a, b) => topOf(a) - topOf(b));
    if (rows.length > 0) return rows[0].querySelector('a[href^="/activities/"]').getAttribute('href');
    await new Promise((done) => requestAnimationFrame(done));
  }
  return null;
}"""
_WITHIN_MS = 15_000
_ACTIVITIES = "(boxes) => boxes.map((box) => box.closest('[role=row]').querySelector('a').getAttribute('href'))"


async def topmost(page: Page) -> str:
    """The activity at the top of what is in view."""
    await settled(page)
    found: str | None = await page.evaluate(_TOPMOST, _WITHIN_MS)
    assert found is not None
    return found


async def ticked(page: Page) -> list[str]:
    """What is ticked among the rows that are drawn."""
    return await page.locator("[role=gridcell] input:checked").evaluate_all(_ACTIVITIES)


async def begin_choosing(visited: Visit, device: Device) -> list[str]:
    """Some way down the filtered list some are ticked; which."""
    page = visited.page
    await visited.goto(f"/activities?{FILTERS}")
    await settled(page)
    if device.has_touch:
        await page.get_by_role("button", name="Select", exact=True).click()
    await page.evaluate("(y) => scrollTo({ top: y, behavior: 'instant' })", SCROLLED_PX[device.name])
    first = await topmost(page)
    boxes = page.locator("[role=gridcell] input[type=checkbox]")
    at = (await boxes.evaluate_all(_ACTIVITIES)).index(first)
    await boxes.nth(at).check()
    await boxes.nth(at + TICKED - 1).click(modifiers=["Shift"])
    chosen = await ticked(page)
    assert len(chosen) == TICKED
    return chosen


async def assert_all_is_there(visited: Visit, chosen: list[str], first: str) -> None:
    """Filters in the address and in their fields, ticks with what they come to, and the place."""
    page = visited.page
    assert page.url.endswith(f"?{FILTERS}")
    assert await page.get_by_role("searchbox").input_value() == "run"
    await expect(page.locator("[role=gridcell] input:checked").first).to_be_visible()
    # Of a long list only what is near is drawn.
    assert set(await ticked(page)) <= set(chosen)
    assert await topmost(page) == first
    said = plain(await page.locator(".bar[role=region]").inner_text())
    metres = [(await visited.ask(path.removeprefix("/")))["distance_m"] for path in chosen]
    assert f"{TICKED} selected" in said
    assert IMPERIAL.distance(sum(metres)) in said


async def own_words(visited: Visit) -> list[str]:
    """What the athlete's activities are called, and what was looked for in them."""
    page = await visited.ask("activities?limit=100")
    return [one["name"] for one in page["items"]]


@DEVICES
async def test_filters_ticks_and_place_stay(browser: Browser, own_lived_in: LivedIn, device: Device) -> None:
    async with own_lived_in.visit(browser, device, bypass_csp=True) as visited:
        page = visited.page
        await visited.context.add_init_script(HEAR_CANVASES)
        chosen = await begin_choosing(visited, device)
        first = await topmost(page)
        await switch_all(visited)
        await expect(page.get_by_role("heading", level=1)).to_contain_text("[")
        await assert_all_is_there(visited, chosen, first)
        await enlarge(page, device)
        await assert_all_is_there(visited, chosen, first)
        await assert_it_still_reads(visited, await own_words(visited))


@DEVICES
async def test_the_way_back_from_the_settings_leads_to_the_same_place(
    browser: Browser, own_lived_in: LivedIn, device: Device
) -> None:
    async with own_lived_in.visit(browser, device) as visited:
        page = visited.page
        chosen = await begin_choosing(visited, device)
        first = await topmost(page)
        if device.has_touch:
            await page.get_by_role("link", name="More").click()
        await page.get_by_role("link", name="Settings").click()
        await page.get_by_role("link", name="Display").click()
        await page.get_by_role("group", name="Units").get_by_role("button", name="Imperial").click()
        await expect(page.get_by_text("Saved.")).to_be_visible()
        await page.evaluate("(steps) => history.go(-steps)", 3 if device.has_touch else 2)
        await page.wait_for_url(f"**/activities?{FILTERS}")
        await expect(page.get_by_text(f"{TICKED} selected")).to_be_visible()
        await assert_all_is_there(visited, chosen, first)
        visited.assert_quiet()


async def test_a_bound_half_typed_is_the_same_distance_in_other_units(browser: Browser, own_lived_in: LivedIn) -> None:
    async with own_lived_in.visit(browser) as visited:
        page = visited.page
        await visited.goto(f"/activities?{FILTERS}")
        await page.get_by_role("button", name="Filters").click()
        distance = page.get_by_role("group", name="Distance")
        await distance.get_by_label("At most").press_sequentially("12")
        await visited.send("patch", "profile", {"units": "imperial"})
        await expect(distance.get_by_label("At least")).to_have_value("3.107")
        await expect(distance.get_by_label("At most")).to_have_value("7.456")
        await distance.get_by_label("At most").press("Enter")
        await page.wait_for_url("**max_distance_m=12000*")
        assert f"?{FILTERS}&" in page.url
