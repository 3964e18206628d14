"""A sign-in that ends while the app is open: the way to the door and back, and nothing lost of what was being done."""

import pytest
from playwright.async_api import Browser, expect

from tests.browser.visits import LivedIn, Visit, visit

pytestmark = pytest.mark.xdist_group("browser")


async def end_elsewhere(visited: Visit) -> None:
    """What another device does under Settings, or the hours do."""
    answer = await visited.context.request.post(
        f"{visited.base}/api/v1/auth/logout", headers={"x-paceline-request": "1"}
    )
    assert answer.ok, await answer.text()


async def test_an_ended_sign_in_leads_to_the_door_and_back_to_the_place(browser: Browser, lived_in: LivedIn) -> None:
    async with visit(browser, lived_in.base) as visited:
        await lived_in.sign_in(visited, "runner")
        page = visited.page
        await visited.goto("/curves?sport=run")
        await end_elsewhere(visited)
        await page.wait_for_url("**/sign-in?next=%2Fcurves%3Fsport%3Drun*")
        await expect(page.get_by_text("Your sign-in has ended")).to_be_visible()
        await page.get_by_label("User name").fill("runner")
        await page.get_by_label("Password", exact=True).fill(lived_in.passwords["runner"])
        await page.get_by_role("button", name="Sign in").click()
        await page.wait_for_url("**/curves?sport=run*")
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        visited.assert_quiet()


async def test_what_is_half_typed_outlives_the_sign_in(browser: Browser, lived_in: LivedIn) -> None:
    async with visit(browser, lived_in.base) as visited:
        await lived_in.sign_in(visited, "runner")
        page = visited.page
        await visited.goto("/activities/new")
        name = page.get_by_label("Name", exact=True)
        await name.fill("Stairs at the tower")
        await end_elsewhere(visited)
        again = page.get_by_role("dialog", name="Sign in again")
        await expect(again.get_by_label("User name")).to_have_value("runner")
        await again.get_by_label("Password", exact=True).fill(lived_in.passwords["runner"])
        await again.get_by_role("button", name="Sign in").click()
        await expect(again).to_have_count(0)
        await expect(name).to_have_value("Stairs at the tower")
        assert "/activities/new" in page.url
        assert (await visited.ask("me"))["username"] == "runner"
        visited.assert_quiet()


async def test_somebody_else_who_signs_in_gets_nothing_of_the_page(browser: Browser, lived_in: LivedIn) -> None:
    async with visit(browser, lived_in.base) as visited:
        await lived_in.sign_in(visited, "runner")
        page = visited.page
        await visited.goto("/activities/new")
        await page.get_by_label("Name", exact=True).fill("Stairs at the tower")
        await end_elsewhere(visited)
        again = page.get_by_role("dialog", name="Sign in again")
        await again.get_by_label("User name").fill("cyclist")
        await again.get_by_label("Password", exact=True).fill(lived_in.passwords["cyclist"])
        await again.get_by_role("button", name="Sign in").click()
        await page.wait_for_url(f"{visited.base}/")
        await expect(page.get_by_text("Stairs at the tower")).to_have_count(0)
