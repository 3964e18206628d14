"""Chromium before a real `paceline serve`: an athlete who is signed in, on a phone or at a desk, and what a page says of its own speed."""

import json
import subprocess
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from playwright.async_api import Browser, Page, async_playwright, expect

import paceline
from bench.ground import Ground
from bench.program import environment, served
from bench.row import UnavailableError
from tests.browser.devices import ARGUMENTS, Device, chromium_path
from tests.browser.visits import Visit

SLOWDOWN = 4
"""How much slower a phone of the middle class is than a desk, as Lighthouse has it."""

# On every page, before its own code. Chromium delivers an entry with the frame after the one it is about.
_WATCH = """
window.bench = { painted_ms: 0, shift: 0, presses_ms: [] };
const watch = (type, more, each) =>
  new PerformanceObserver((list) => list.getEntries().forEach(each)).observe({ type, buffered: true, ...more });
watch('largest-contentful-paint', {}, (entry) => { bench.painted_ms = entry.startTime; });
watch('layout-shift', {}, (entry) => { if (!entry.hadRecentInput) bench.shift += entry.value; });
watch('event', { durationThreshold: 16 }, (entry) => { if (entry.interactionId) bench.presses_ms.push(entry.duration); });
"""
_FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50))))"

BARE = "/bench-bare"
"""The address of a page of one line and one button, which stands for the least that a page can take here."""
_BARE_PAGE = """<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Bare</title>
<h1>One line</h1><button onclick="this.textContent = 'Pressed'">Press</button></html>"""

_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class Person:
    """Who signs in."""

    name: str
    password: str


@dataclass(frozen=True, slots=True)
class Visitor:
    """An athlete at a browser. Every page is opened with nothing kept from the one before."""

    browser: Browser
    base: str
    cookies: list[Any]

    @asynccontextmanager
    async def page(
        self, device: Device, *, slowdown: float = 1, is_first_visit: bool = False, encoding: str | None = None
    ) -> AsyncGenerator[Page]:
        """An empty page that is signed in.

        Unless `is_first_visit`, nothing in the background puts the app on the device meanwhile. `encoding`: the only one that answers
        may be packed in.
        """
        asked = {"extra_http_headers": {"accept-encoding": encoding}} if encoding else {}
        workers = "allow" if is_first_visit else "block"
        async with await self.browser.new_context(**device.context(service_workers=workers, **asked)) as context:
            await context.add_cookies(self.cookies)
            await context.add_init_script(_WATCH)
            page = await context.new_page()
            await page.route(f"**{BARE}", lambda route: route.fulfill(body=_BARE_PAGE, content_type="text/html"))
            devtools: Any = await context.new_cdp_session(page)
            await devtools.send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
            yield page

    async def goto(self, page: Page, path: str) -> None:
        """Open an address and wait until nothing of it is still loading."""
        await page.goto(self.base + path)
        await settled(page)

    def visit(self, page: Page) -> Visit:
        """The same page, for what browser tests do with it."""
        return Visit(self.base, page.context, page)


async def settled(page: Page) -> None:
    """Wait until the page has a heading, nothing of it is loading, and Chromium has said all of its last frame."""
    await expect(page.locator("h1").first).to_be_visible()
    await expect(page.locator("main [aria-busy=true]")).to_have_count(0)
    await page.evaluate(_FRAMES)


async def processor_clock(page: Page) -> Callable[[], Awaitable[float]]:
    """A clock of what the page's own thread takes of the processor from now on, in ms.

    Of a page that is not slowed down it knows nothing of what else the machine does.
    """
    devtools: Any = await page.context.new_cdp_session(page)
    await devtools.send("Performance.enable", {"timeDomain": "threadTicks"})

    async def taken_ms() -> float:
        metrics: list[dict[str, Any]] = (await devtools.send("Performance.getMetrics"))["metrics"]
        return next(metric["value"] for metric in metrics if metric["name"] == "ThreadTime") * 1000

    return taken_ms


def visiting(ground: Ground, who: Person, work: Callable[[Visitor], Awaitable[_Found]]) -> _Found:
    """Serve the ground's instance, sign in and do it. Raises UnavailableError without a browser or an app to show."""
    if chromium_path() is None:
        raise UnavailableError("there is no Chromium; Debian has it as `chromium`")
    if not (Path(paceline.__file__).parent / "_web/index.html").exists():
        raise UnavailableError("the web app is not built: make web")
    with served(ground.data_dir, "--no-worker") as server:
        return ground.runner.run(_visiting(f"http://{server.host}:{server.port}", who, work))


async def _visiting(base: str, who: Person, work: Callable[[Visitor], Awaitable[_Found]]) -> _Found:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path(), args=list(ARGUMENTS))
        async with await browser.new_context() as context:
            answer = await context.request.post(
                f"{base}/api/v1/auth/login",
                data={"username": who.name, "password": who.password},
                headers={"x-paceline-request": "1"},
            )
            if not answer.ok:
                raise RuntimeError(await answer.text())
            cookies = await context.cookies()
        try:
            return await work(Visitor(browser, base, cookies))
        finally:
            await browser.close()


@cache
def sample_runner(ground: Ground) -> Person:
    """A sample athlete who trained until yesterday, and who may look after the instance; made once a run."""
    made = run(ground, "demo", "--days", "90" if ground.quick else "365", "--json")
    passwords = {one["username"]: one["password"] for one in json.loads(made)["accounts"]}
    return Person("runner", passwords["runner"])


def run(ground: Ground, *arguments: str) -> str:
    """`paceline …` on the ground's instance, to its end; what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "paceline", *arguments],
        env=environment(ground.data_dir),
        cwd=ground.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"paceline {arguments[0]} ended with {done.returncode}: {done.stderr[-400:]}")
    return done.stdout
