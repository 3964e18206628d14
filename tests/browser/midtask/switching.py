"""Somebody who changes how the app is shown while something else is under way in another tab."""

from playwright.async_api import Page, expect

from tests.browser.visits import Visit


async def switch_all(visited: Visit) -> None:
    """In a second tab, by its screen: miles, dark, the pseudo-locale. The first tab is not touched."""
    tab = await visited.context.new_page()
    await tab.goto(f"{visited.base}/settings/display")
    await _press(tab, "Units", "Imperial")
    await _press(tab, "Theme", "Dark")
    # It shows before the server has it, and a tab that closes takes along what it has not sent.
    async with tab.expect_response(lambda answer: "en-XA" in (answer.request.post_data or "")):
        await tab.get_by_role("combobox", name="Language").select_option("en-XA")
    await expect(tab.get_by_role("heading", level=1)).to_contain_text("[")
    await tab.close()


async def _press(tab: Page, group: str, choice: str) -> None:
    button = tab.get_by_role("group", name=group, exact=True).get_by_role("button", name=choice, exact=True)
    await button.click()
    await expect(button).to_have_attribute("aria-pressed", "true")
