"""Files are being handed in, or the first steps taken, while units, theme, language and zoom change: what was picked stays."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.devices import DESKTOP, PHONE, Device
from tests.browser.looks import enlarge, settled
from tests.browser.midtask.reading_on import assert_it_still_reads
from tests.browser.midtask.switching import switch_all
from tests.browser.midtask.words import HEAR_CANVASES, plain
from tests.browser.recordings import last_runs
from tests.browser.visits import Instance, LivedIn, Visit, set_up, visit

pytestmark = pytest.mark.xdist_group("browser")

DEVICES = pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=lambda device: device.name)

RUNS = 3
IMPORTED_WITHIN_MS = 60_000
FILES = "article li:has(.name)"
OPENABLE = f"{FILES}:has(a)"


def folder_of_runs(folder: Path) -> Path:
    """Recordings, and a file that is none."""
    for run in last_runs(RUNS):
        (folder / run["name"]).write_bytes(run["buffer"])
    (folder / "notes.txt").write_text("No recording")
    return folder


async def results(page: Page) -> list[str]:
    """What came of each file, in the words of the catalogue."""
    return [" ".join(plain(text).split()) for text in await page.locator(FILES).all_text_contents()]


@DEVICES
async def test_results_and_choices_of_an_import_stay(
    browser: Browser, own_lived_in: LivedIn, device: Device, tmp_path: Path
) -> None:
    async with own_lived_in.visit(browser, device, bypass_csp=True) as visited:
        page = visited.page
        await visited.context.add_init_script(HEAR_CANVASES)
        await visited.goto("/import")
        restore = page.get_by_role("checkbox", name="Bring back what I deleted")
        await restore.check()
        async with page.expect_file_chooser() as chooser:
            await page.get_by_role("button", name="Choose a folder").click()
        await (await chooser.value).set_files(folder_of_runs(tmp_path))
        await expect(page.locator(OPENABLE)).to_have_count(RUNS, timeout=IMPORTED_WITHIN_MS)
        await expect(page.get_by_text(f"{RUNS} imported").first).to_be_visible()
        await expect(page.get_by_text("1 file was left out")).to_be_visible()
        came_of_it = await results(page)
        kept = await restore.element_handle()
        await switch_all(visited)
        await expect(page.get_by_role("heading", level=1)).to_contain_text("[")
        await enlarge(page, device)
        await settled(page)
        assert await results(page) == came_of_it
        assert await kept.is_checked()
        notice = plain(await page.locator(".zone").inner_text())
        assert "1 file was left out" in notice
        names = [run["name"] for run in last_runs(RUNS)]
        batches = (await visited.ask("imports"))["imports"]
        titles = [one["name"] for one in (await visited.ask("activities?limit=100"))["items"]]
        await assert_it_still_reads(visited, [*names, *(batch["label"] for batch in batches), *titles])


async def first_step(visited: Visit) -> None:
    """A name typed in the first of the first steps."""
    await set_up(visited)
    await visited.page.get_by_label("Name").fill("Ana B")


@DEVICES
async def test_the_first_steps_keep_what_was_chosen_and_undo_nothing(
    browser: Browser, instance: Instance, device: Device
) -> None:
    base = instance.serve()
    async with visit(browser, base, device, bypass_csp=True) as visited:
        page = visited.page
        await visited.context.add_init_script(HEAR_CANVASES)
        await first_step(visited)
        name = await page.get_by_label("Name").element_handle()
        await switch_all(visited)
        await expect(page.get_by_role("heading", level=1)).to_contain_text("[")
        await enlarge(page, device)
        assert await name.input_value() == "Ana B"
        await assert_it_still_reads(visited, ["ana"])
        await page.locator("form [type=submit]").click()
        await page.wait_for_url("**?step=sports")
        profile = await visited.ask("profile")
        assert (profile["display_name"], profile["units"], profile["language"]) == ("Ana B", "imperial", "en-XA")


@DEVICES
async def test_sports_and_files_of_the_first_steps_stay(browser: Browser, instance: Instance, device: Device) -> None:
    base = instance.serve()
    async with visit(browser, base, device, bypass_csp=True) as visited:
        page = visited.page
        await visited.context.add_init_script(HEAR_CANVASES)
        await set_up(visited)
        await visited.goto("/welcome?step=sports")
        running = await page.get_by_role("button", name="Running").element_handle()
        await running.click()
        await switch_all(visited)
        await expect(page.get_by_role("heading", level=1)).to_contain_text("[")
        assert await running.get_attribute("aria-pressed") == "true"
        await page.locator("form [type=submit]").click()
        await page.wait_for_url("**?step=data")
        assert (await visited.ask("profile"))["sports"] == ["run"]
        async with page.expect_file_chooser() as chooser:
            await page.locator("section .ways button").first.click()
        await (await chooser.value).set_files(last_runs(RUNS))
        await expect(page.locator(OPENABLE)).to_have_count(RUNS, timeout=IMPORTED_WITHIN_MS)
        came_of_it = await results(page)
        await enlarge(page, device)
        await visited.send("patch", "profile", {"units": "metric"})
        await settled(page)
        assert await results(page) == came_of_it
        titles = [one["name"] for one in (await visited.ask("activities?limit=100"))["items"]]
        names = [run["name"] for run in last_runs(RUNS)]
        await assert_it_still_reads(visited, ["ana", *names, *titles])
