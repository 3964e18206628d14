"""The profile is being edited while another tab changes it: amounts go over to other units, and neither undoes the other."""

import pytest
from playwright.async_api import Browser, expect

from tests.browser.visits import LivedIn

pytestmark = pytest.mark.xdist_group("browser")


async def test_what_another_tab_saves_is_not_undone(browser: Browser, own_lived_in: LivedIn) -> None:
    async with own_lived_in.visit(browser) as visited:
        page = visited.page
        await visited.goto("/settings/profile")
        distance = page.get_by_label("Distance in a usual week")
        await distance.fill("40")
        await visited.send("patch", "profile", {"units": "imperial", "days_per_week": 4, "sports": ["run"]})
        await expect(distance).to_have_value("24.9")
        await expect(page.get_by_label("Days of training a week")).to_have_value("4")
        await page.locator("form", has=distance).get_by_role("button", name="Save").click()
        await expect(page.get_by_text("Saved.")).to_be_visible()
        profile = await visited.ask("profile")
        assert (profile["weekly_distance_m"], profile["days_per_week"], profile["sports"]) == (40_000, 4, ["run"])
        visited.assert_quiet()


async def test_what_is_not_saved_is_not_left_behind_unasked(browser: Browser, own_lived_in: LivedIn) -> None:
    async with own_lived_in.visit(browser) as visited:
        page = visited.page
        await visited.goto("/settings/profile")
        year = page.get_by_label("Year of birth")
        await year.fill("1991")
        display = page.get_by_role("link", name="Display")
        await display.click()
        question = page.get_by_role("dialog", name="Leave without saving?")
        await question.get_by_role("button", name="Cancel").click()
        await expect(year).to_have_value("1991")
        await page.locator("form", has=year).get_by_role("button", name="Save").click()
        await expect(page.get_by_text("Saved.")).to_be_visible()
        await display.click()
        await page.wait_for_url("**/settings/display")
        await page.go_back()
        await year.fill("1990")
        await display.click()
        await question.get_by_role("button", name="Leave").click()
        await page.wait_for_url("**/settings/display")
        assert (await visited.ask("profile"))["birth_year"] == 1991
        visited.assert_quiet()
