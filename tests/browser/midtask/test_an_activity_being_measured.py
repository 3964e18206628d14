"""An activity is being measured while units, theme, language and zoom change: stretch, range, laps and whatever stands open stay."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.devices import DESKTOP, PHONE, Device
from tests.browser.looks import enlarge
from tests.browser.midtask.reading_on import assert_it_still_reads
from tests.browser.midtask.switching import switch_all
from tests.browser.midtask.words import HEAR_CANVASES, plain
from tests.browser.numbers.found_in_activity import lap_rows
from tests.browser.numbers.head_of_activity import totals
from tests.browser.numbers.reading import Figure, Reading
from tests.browser.numbers.streams_of_activity import stretch_figures
from tests.browser.numbers.written import IMPERIAL
from tests.browser.visits import LivedIn, Visit

pytestmark = pytest.mark.xdist_group("browser")

DEVICES = pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=lambda device: device.name)

FIRST_LAPS = 24
LOOK = "x=distance&smooth=30&zoom=120-1500&hide=temperature_c&colour=heart_rate_bpm"


@dataclass
class Measured:
    """An activity on the screen, with everything about it that could be lost."""

    activity: dict[str, Any]
    analysis: dict[str, Any]
    laps: list[dict[str, Any]]
    reading: Reading

    @property
    def page(self) -> Page:
        return self.reading.page

    @property
    def streams(self) -> Locator:
        return self.page.locator("#streams")

    def address(self) -> dict[str, list[str]]:
        """What the address says of the look."""
        return parse_qs(urlsplit(self.page.url).query)

    def own_words(self) -> list[str]:
        """The athlete's own, and what the API says in sentences of its own."""
        names = [source["file_name"] for source in self.activity["sources"]]
        reasons = [one["not_computable"]["reason"] for one in self.analysis["metrics"] if one["not_computable"]]
        return [self.activity["name"], self.activity["workout_type"] or "", *names, *reasons]


async def longest_run(visited: Visit) -> str:
    """Of the runs with a track the one with the most laps."""
    page = await visited.ask("activities?limit=100&family=run&has=position")
    laps = {one["id"]: len((await visited.ask(f"activities/{one['id']}/laps"))["items"]) for one in page["items"]}
    return max(laps, key=laps.__getitem__)


async def begin_measuring(visited: Visit, device: Device) -> Measured:
    """A part of it along the way, a stretch marked, every lap, a chart as table, two lists open, and half a time typed."""
    path = f"activities/{await longest_run(visited)}"
    activity, analysis = await visited.ask(path), await visited.ask(f"{path}/analysis")
    laps = (await visited.ask(f"{path}/laps"))["items"]
    await visited.goto(f"/{path}?{LOOK}")
    measured = Measured(activity, analysis, laps, Reading(visited.page))
    page, streams = visited.page, measured.streams
    await expect(streams.get_by_role("slider", name="Position in the recording")).to_be_visible()
    if len(laps) > FIRST_LAPS:
        await page.get_by_role("button", name=f"Show all {len(laps)} laps").click()
    await mark_stretch(measured, device)
    await expect(streams.locator("dl")).to_be_visible()
    await page.locator("summary", has_text="no value").click()
    await page.locator("summary", has_text="What the device itself says").click()
    curve = page.locator("section.sheet", has_text="Pace curve")
    await curve.scroll_into_view_if_needed()
    await curve.get_by_role("button", name="Show as table").click()
    await streams.get_by_label("To", exact=True).fill("20:3")
    return measured


async def mark_stretch(measured: Measured, device: Device) -> None:
    """By a drag where there is a pointer, else by its fields."""
    streams, page = measured.streams, measured.page
    if device.has_touch:
        await streams.get_by_label("From", exact=True).fill("5:00")
        await streams.get_by_label("To", exact=True).fill("20:00")
        await streams.get_by_role("button", name="Measure").click()
        return
    glass = streams.get_by_role("slider", name="Position in the recording")
    await glass.scroll_into_view_if_needed()
    box = await glass.bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    await page.mouse.move(box["x"] + box["width"] * 0.25, middle)
    await page.mouse.down()
    await page.mouse.move(box["x"] + box["width"] * 0.75, middle, steps=5)
    await page.mouse.up()
    # Off again, or it would take the crosshair along.
    await page.mouse.move(1, 1)


async def assert_all_is_there(visited: Visit, measured: Measured, look: dict[str, list[str]], at: str) -> None:
    """Stretch, range, laps, crosshair, what stood open and what was half typed, in miles."""
    page, reading, activity = visited.page, measured.reading, measured.activity
    assert measured.address() == look
    path = f"activities/{activity['id']}/selection?from_s={look['from'][0]}&to_s={look['to'][0]}"
    stretch = stretch_figures(await visited.ask(path), "run", IMPERIAL)
    assert plainly(await reading.figures(measured.streams.locator("dl"))) == stretch
    assert plainly(await reading.figures(page.locator("dl.main"))) == totals(activity, IMPERIAL)
    rows = await reading.rows(page.locator("section.sheet", has=page.locator(".bars")).locator("table"))
    assert [[plain(cell) for cell in row] for row in rows] == lap_rows(measured.laps, "run", IMPERIAL)
    assert await page.locator("details[open]").count() == 2
    await expect(page.locator("figure table")).to_have_count(1)
    assert await measured.streams.locator("form input").nth(1).input_value() == "20:3"
    assert plain(await measured.streams.locator(".legend b").inner_text()).split(" · ")[0] == at
    await expect(page.locator(".maplibregl-ctrl-scale")).to_have_text(re.compile(r"\d\s(ft|mi)$"))


def plainly(figures: list[Figure]) -> list[Figure]:
    """Figures of the pseudo-locale as the catalogue has them."""
    return [Figure(plain(one.label), plain(one.value), plain(one.note)) for one in figures]


@DEVICES
async def test_everything_about_an_activity_stays(browser: Browser, own_lived_in: LivedIn, device: Device) -> None:
    async with own_lived_in.visit(browser, device, bypass_csp=True) as visited:
        await visited.context.add_init_script(HEAR_CANVASES)
        measured = await begin_measuring(visited, device)
        glass = measured.streams.get_by_role("slider", name="Position in the recording")
        await glass.focus()
        await visited.page.keyboard.press("PageDown")
        crosshair = measured.streams.locator(".legend b")
        at = (await crosshair.inner_text()).split(" · ")[0]
        look = measured.address()
        await switch_all(visited)
        await expect(crosshair).to_contain_text("[")
        await assert_all_is_there(visited, measured, look, at)
        await enlarge(visited.page, device)
        await assert_it_still_reads(visited, measured.own_words())
        await assert_all_is_there(visited, measured, look, at)
