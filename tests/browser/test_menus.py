"""Menus, explanations and the dialogs behind them: by keys, with the focus where it was, and said when a part does not arrive."""

import pytest
from playwright.async_api import Browser, Locator, Page, Route, expect

from tests.browser.devices import PHONE
from tests.browser.visits import LivedIn, Visit

pytestmark = pytest.mark.xdist_group("browser")

PARTS = "**/_app/immutable/**"


async def open_run(visited: Visit) -> None:
    page = await visited.ask("activities?limit=1&family=run&has=position")
    await visited.goto(f"/activities/{page['items'][0]['id']}")
    await expect(visited.page.locator("main [aria-busy=true]")).to_have_count(0)


def actions(page: Page) -> Locator:
    return page.get_by_role("button", name="Actions")


async def is_inside_view(page: Page, what: Locator) -> bool:
    box, view = await what.bounding_box(), page.viewport_size
    assert box is not None
    assert view is not None
    ends = box["x"] + box["width"] <= view["width"] and box["y"] + box["height"] <= view["height"]
    return box["x"] >= 0 and box["y"] >= 0 and ends


async def test_a_menu_is_walked_by_keys_and_gives_the_focus_back(browser: Browser, lived_in: LivedIn) -> None:
    async with lived_in.visit(browser) as visited:
        page = visited.page
        await open_run(visited)
        await actions(page).focus()
        await page.keyboard.press("ArrowDown")
        items = page.get_by_role("menuitem")
        await expect(items.first).to_be_focused()
        await page.keyboard.press("End")
        await expect(items.last).to_be_focused()
        await page.keyboard.press("ArrowDown")
        await expect(items.first).to_be_focused()
        await page.keyboard.press("m")
        await expect(page.get_by_role("menuitem", name="Merge")).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(items).to_have_count(0)
        await expect(actions(page)).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(items.first).to_be_focused()
        await page.keyboard.press("Tab")
        await expect(items).to_have_count(0)
        await expect(actions(page)).not_to_be_focused()
        visited.assert_quiet()


async def test_a_menu_and_an_explanation_open_inside_a_phones_screen_and_close_by_a_tap_beside(
    browser: Browser, lived_in: LivedIn
) -> None:
    async with lived_in.visit(browser, PHONE) as visited:
        page = visited.page
        await open_run(visited)
        await actions(page).tap()
        await expect(page.get_by_role("menu")).to_be_visible()
        assert await is_inside_view(page, page.get_by_role("menu"))
        await page.touchscreen.tap(20, 600)
        await expect(page.get_by_role("menu")).to_have_count(0)
        about = page.get_by_role("button", name="About Load")
        await about.tap()
        explanation = page.get_by_role("dialog", name="Load")
        await expect(explanation).to_contain_text("hour at threshold")
        assert await is_inside_view(page, explanation)
        await page.keyboard.press("Escape")
        await expect(explanation).to_have_count(0)


async def test_the_dialog_of_an_action_comes_when_it_is_wanted_and_gives_the_focus_back(
    browser: Browser, lived_in: LivedIn
) -> None:
    async with lived_in.visit(browser) as visited:
        page = visited.page
        await open_run(visited)
        # The second time its code is here already, and everything happens at once.
        for _ in range(2):
            await actions(page).press("Enter")
            await expect(page.get_by_role("menuitem", name="Edit")).to_be_focused()
            await page.keyboard.press("Enter")
            dialog = page.get_by_role("dialog", name="Edit")
            await expect(dialog).to_be_visible()
            assert await dialog.evaluate("(dialog) => dialog.contains(document.activeElement)")
            await page.keyboard.press("Escape")
            await expect(dialog).to_have_count(0)
            await expect(actions(page)).to_be_focused()
        visited.assert_quiet()


async def test_a_dialog_that_cannot_be_fetched_says_so_and_comes_at_the_next_try(
    browser: Browser, lived_in: LivedIn
) -> None:
    async with lived_in.visit(browser, service_workers="block") as visited:
        page = visited.page
        await open_run(visited)

        async def refuse(route: Route) -> None:
            await route.abort()

        await page.route(PARTS, refuse)
        await actions(page).click()
        await page.get_by_role("menuitem", name="Crop").click()
        await expect(page.get_by_text("This part of Paceline could not be fetched")).to_be_visible()
        await page.unroute(PARTS)
        await actions(page).click()
        await page.get_by_role("menuitem", name="Crop").click()
        await expect(page.get_by_role("dialog", name="Crop")).to_be_visible()
        await expect(page.get_by_text("This part of Paceline could not be fetched")).to_have_count(0)
