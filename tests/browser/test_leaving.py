"""What stays in a browser: nothing of who signed out, nothing of one athlete to the next, and what was asked to be kept."""

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.visits import LivedIn, Visit, visit

pytestmark = pytest.mark.xdist_group("browser")

# Names of all that a page can keep, but for the app's own files.
_KEPT = """async () => {
  const caches_ = (await caches.keys()).filter((name) => !name.startsWith('paceline-shell-'));
  const databases = await indexedDB.databases();
  return [...caches_, ...Object.keys(localStorage), ...Object.keys(sessionStorage).filter((key) => !key.startsWith('sveltekit')),
    ...databases.map((one) => one.name)];
}"""


async def kept(page: Page) -> set[str]:
    return set(await page.evaluate(_KEPT))


async def worker_stands(page: Page) -> None:
    """Wait for the service worker, and load the page under it."""
    await page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
    await page.reload()
    await expect(page.get_by_role("heading", level=1).first).to_be_visible()


async def keep_offline(visited: Visit) -> None:
    """Switch on what is kept on this device, in the settings."""
    await visited.goto("/settings/data")
    await worker_stands(visited.page)
    await visited.page.get_by_label("Keep what I see on this device").check()
    await visited.goto("/")
    await expect(visited.page.get_by_role("heading", name="Last activity")).to_be_visible()


async def sign_out(page: Page) -> None:
    await page.get_by_role("button", name="Sign out").first.click()
    await page.wait_for_url("**/sign-in*")


async def test_signing_out_leaves_nothing_of_the_athlete(browser: Browser, lived_in: LivedIn) -> None:
    async with visit(browser, lived_in.base) as visited:
        await lived_in.sign_in(visited, "runner")
        await keep_offline(visited)
        await visited.goto("/activities/new")
        await visited.page.get_by_label("Private note").fill("Half a note")
        names = await kept(visited.page)
        assert all(any(what in name for name in names) for what in ("athlete", "draft")), names
        await sign_out(visited.page)
        assert await kept(visited.page) == set()
        assert await visited.context.cookies() == []
        await visited.page.goto(lived_in.base + "/fitness")
        await visited.page.wait_for_url("**/sign-in?next=%2Ffitness")


async def test_what_was_kept_is_read_while_the_server_is_away(browser: Browser, lived_in: LivedIn) -> None:
    async with lived_in.visit(browser) as visited:
        await keep_offline(visited)
        await visited.page.reload()
        await expect(visited.page.get_by_role("heading", name="Last activity")).to_be_visible()
        await visited.context.set_offline(True)
        await visited.page.reload()
        await expect(visited.page.get_by_text("was saved on this device")).to_be_visible()
        await expect(visited.page.get_by_role("heading", name="Last activity")).to_be_visible()


async def test_a_second_athlete_on_the_same_device_sees_nothing_of_the_first(
    browser: Browser, lived_in: LivedIn
) -> None:
    async with lived_in.visit(browser) as visited:
        await keep_offline(visited)
        # The first athlete's sign-in ends without a word, as when a browser is closed and the cookie is gone.
        await visited.context.clear_cookies()
        await lived_in.sign_in(visited, "cyclist")
        await visited.goto("/")
        await expect(visited.page.get_by_role("heading", name="Last activity")).to_be_visible()
        assert not any("athlete" in name or "offline" in name for name in await kept(visited.page))
        await visited.context.set_offline(True)
        await visited.page.goto(lived_in.base + "/")
        await expect(visited.page.get_by_text("Commute")).to_have_count(0)
        await expect(visited.page.get_by_role("heading", name="Last activity")).to_have_count(0)


async def test_nothing_is_kept_unless_it_was_asked_for(browser: Browser, lived_in: LivedIn) -> None:
    async with visit(browser, lived_in.base) as stranger:
        await stranger.goto("/sign-in")
        assert await kept(stranger.page) == set()
    async with lived_in.visit(browser) as visited:
        await visited.goto("/")
        await worker_stands(visited.page)
        await visited.goto("/activities")
        assert not any("athlete" in name for name in await kept(visited.page))
