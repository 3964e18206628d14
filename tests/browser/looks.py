"""Whether a page can be read as it stands: by axe, and without scrolling sideways."""

from pathlib import Path
from typing import Any

from playwright.async_api import Page, expect

from tests.browser.devices import Device

AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"
LARGE_FONT_PX = 32
"""Twice what browsers begin with."""

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


async def settled(page: Page) -> None:
    """Wait until nothing of the page is still loading."""
    await expect(page.locator("main [aria-busy=true]")).to_have_count(0)
    # Styles of another theme or width stand with the next frame.
    await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


async def violations(page: Page) -> list[str]:
    """What axe finds on the page as it stands. The page's own policy would refuse the checker: the visit has to go without."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE.read_text())
    found: dict[str, Any] = await page.evaluate(
        "(rules) => axe.run(document, { runOnly: rules, resultTypes: ['violations'] })", RULES
    )
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


async def sideways_px(page: Page) -> int:
    """How far the page as a whole scrolls sideways."""
    await settled(page)
    return await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


async def enlarge(page: Page, device: Device) -> None:
    """200 %. A desktop browser lays the page out at half the width; on a phone it is the text that is set larger."""
    session = await page.context.new_cdp_session(page)
    if device.has_touch:
        await session.send("Page.setFontSizes", {"fontSizes": {"standard": LARGE_FONT_PX}})
    else:
        metrics = {"width": device.width // 2, "height": device.height // 2, "deviceScaleFactor": 2, "mobile": False}
        await session.send("Emulation.setDeviceMetricsOverride", metrics)
