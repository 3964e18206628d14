"""An activity is being noted by hand while units, theme, language and zoom change, or the athlete looks elsewhere: nothing is lost."""

from typing import Any

import pytest
from playwright.async_api import Browser, ElementHandle, Page, expect

from tests.browser.devices import DESKTOP, PHONE, Device
from tests.browser.looks import enlarge
from tests.browser.midtask.reading_on import assert_it_still_reads
from tests.browser.midtask.switching import switch_all
from tests.browser.midtask.words import HEAR_CANVASES
from tests.browser.visits import LivedIn, Visit

pytestmark = pytest.mark.xdist_group("browser")

DEVICES = pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=lambda device: device.name)

TYPED = {
    "Duration": "1:05:00",
    "Distance": "10",
    "Ascent": "120",
    "Average heart rate": "145",
    "Private note": "Knee felt odd\nafter 6 km",
    "Name": "Lunch loo",
}
IN_MILES = TYPED | {"Distance": "6.21", "Ascent": "394"}


class Form:
    """The fields, held by what they are on the page: their names change with the language."""

    def __init__(self, fields: dict[str, ElementHandle], exertion: ElementHandle, race: ElementHandle) -> None:
        self.fields = fields
        self.exertion = exertion
        self.race = race

    @classmethod
    async def of(cls, page: Page) -> "Form":
        fields = {name: await page.get_by_label(name, exact=True).element_handle() for name in TYPED}
        exertion = page.get_by_role("group", name="How hard it felt").get_by_role("radio").nth(6)
        return cls(
            fields,
            await exertion.element_handle(),
            await page.get_by_role("checkbox", name="Race").element_handle(),
        )

    async def texts(self) -> dict[str, str]:
        return {name: await field.input_value() for name, field in self.fields.items()}

    async def marks(self) -> tuple[bool, bool]:
        return await self.exertion.is_checked(), await self.race.is_checked()


async def begin_note(visited: Visit) -> Form:
    """Half of it, with the caret still in the name."""
    page = visited.page
    await visited.goto("/activities/new")
    await page.get_by_label("Sport").select_option("ride")
    form = await Form.of(page)
    await form.exertion.check(force=True)
    await form.race.check(force=True)
    for name, text in TYPED.items():
        await form.fields[name].fill(text)
    return form


async def own_words(visited: Visit) -> list[str]:
    """What the athlete typed, and what their gear is called."""
    gear = (await visited.ask("gear"))["items"]
    return [*TYPED.values(), *(one["name"] for one in gear)]


@DEVICES
async def test_what_is_typed_stays_and_amounts_go_over_to_other_units(
    browser: Browser, own_lived_in: LivedIn, device: Device
) -> None:
    async with own_lived_in.visit(browser, device, bypass_csp=True) as visited:
        await visited.context.add_init_script(HEAR_CANVASES)
        form = await begin_note(visited)
        await switch_all(visited)
        await expect(visited.page.get_by_role("heading", level=1)).to_contain_text("[")
        assert await form.texts() == IN_MILES
        assert await form.marks() == (True, True)
        await enlarge(visited.page, device)
        await visited.page.keyboard.type("ped")
        assert await form.texts() == IN_MILES | {"Name": "Lunch looped"}
        await assert_it_still_reads(visited, await own_words(visited))


@DEVICES
async def test_what_is_saved_is_what_was_typed_before_the_units_changed(
    browser: Browser, own_lived_in: LivedIn, device: Device
) -> None:
    async with own_lived_in.visit(browser, device) as visited:
        page = visited.page
        form = await begin_note(visited)
        await visited.send("patch", "profile", {"units": "imperial"})
        await expect(page.get_by_label("Distance", exact=True)).to_have_value("6.21")
        await visited.send("patch", "profile", {"units": "metric"})
        await expect(page.get_by_label("Distance", exact=True)).to_have_value("10")
        assert await form.texts() == TYPED
        await visited.send("patch", "profile", {"units": "imperial"})
        await expect(page.get_by_label("Distance", exact=True)).to_have_value("6.21")
        saved = await save(visited)
        assert (saved["distance_m"], saved["ascent_m"]) == (10_000, 120)


async def save(visited: Visit) -> Any:
    """Send the form; what came of it."""
    await visited.page.get_by_role("button", name="Save activity").click()
    await visited.page.wait_for_url(lambda url: "/activities/new" not in url)
    return await visited.ask(f"activities/{visited.page.url.rpartition('/')[2]}")


@DEVICES
async def test_a_look_at_the_settings_and_a_reload_lose_nothing(
    browser: Browser, own_lived_in: LivedIn, device: Device
) -> None:
    async with own_lived_in.visit(browser, device) as visited:
        page = visited.page
        await begin_note(visited)
        if device.has_touch:
            await page.get_by_role("link", name="More").click()
        await page.get_by_role("link", name="Settings").click()
        await page.get_by_role("link", name="Display").click()
        await page.get_by_role("group", name="Units").get_by_role("button", name="Imperial").click()
        await expect(page.get_by_text("Saved.")).to_be_visible()
        await page.get_by_role("navigation").get_by_role("link", name="Activities").first.click()
        await page.get_by_role("link", name="Add activities").or_(page.get_by_role("link", name="Add")).first.click()
        await page.get_by_role("link", name="Note without a recording").click()
        await expect(page.get_by_text("You had begun this before")).to_be_visible()
        form = await Form.of(page)
        assert (await form.texts(), await form.marks()) == (IN_MILES, (True, True))
        await expect(page.get_by_label("Sport")).to_have_value("ride")
        await page.reload()
        await expect(page.get_by_label("Name", exact=True)).to_have_value("Lunch loo")
        saved = await save(visited)
        assert (saved["sport"], saved["distance_m"], saved["is_race"]) == ("ride", 10_000, True)
        await visited.goto("/activities/new")
        await expect(page.get_by_label("Name", exact=True)).to_have_value("")
        visited.assert_quiet()


async def test_what_is_thrown_away_is_gone_and_can_be_had_back(browser: Browser, own_lived_in: LivedIn) -> None:
    async with own_lived_in.visit(browser) as visited:
        page = visited.page
        await begin_note(visited)
        await page.get_by_role("link", name="Cancel").click()
        await page.wait_for_url("**/activities")
        await expect(page.get_by_text("What you had begun is thrown away.")).to_be_visible()
        await page.get_by_role("button", name="Undo").click()
        form = await Form.of(page)
        assert await form.texts() == TYPED
        await page.get_by_role("button", name="Start anew").click()
        assert set((await form.texts()).values()) == {""}
        await visited.goto("/activities/new")
        await expect(page.get_by_text("You had begun this before")).to_have_count(0)
