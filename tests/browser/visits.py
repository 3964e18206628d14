"""One person at one browser, and what their page complained about."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import date
from http import HTTPStatus
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect

from tests.browser.devices import DESKTOP, Device
from tests.instances import Case, Template

WEEKS = 8
PASSWORD = "correct horse battery staple"

# A slow machine that runs four tests at once is not a broken page.
expect.set_options(timeout=15_000)


@dataclass
class Instance:
    """An installation, started when a test says how."""

    case: Case
    running: ExitStack

    def serve(self, **settings: str) -> str:
        """Start it with its worker; its address."""
        return self.running.enter_context(self.case.serving(with_worker=True, **settings))

    def setup_secret(self) -> str:
        """What the start prints for who makes the first account from elsewhere: the part of the link behind its address."""
        return self.case.run("user", "setup-link").out.strip().partition("#")[2]


@dataclass(frozen=True)
class LivedIn:
    """An installation with two sample athletes, and their passwords by name."""

    base: str
    passwords: dict[str, str]
    # By athlete: signing in anew for each look would be refused as guessing.
    cookies: dict[str, Any] = field(default_factory=dict[str, Any])

    @asynccontextmanager
    async def visit(
        self, browser: Browser, device: Device = DESKTOP, *, who: str = "runner", **more: object
    ) -> AsyncIterator["Visit"]:
        """An athlete who is signed in already."""
        async with visit(browser, self.base, device, **more) as visited:
            if who not in self.cookies:
                await self.sign_in(visited, who)
                self.cookies[who] = await visited.context.cookies()
            await visited.context.add_cookies(self.cookies[who])
            yield visited

    async def sign_in(self, visited: "Visit", who: str) -> None:
        """A sign-in of its own, for who means to end it."""
        answer = await visited.context.request.post(
            f"{self.base}/api/v1/auth/login",
            data={"username": who, "password": self.passwords[who]},
            headers={"x-paceline-request": "1"},
        )
        assert answer.ok, await answer.text()


@dataclass(frozen=True)
class Trained:
    """A filled installation that is not running: copies of it are."""

    case: Case
    passwords: dict[str, str]

    @classmethod
    def until(cls, last_on: date, case: Case, runner_files: Sequence[Path] = ()) -> "Trained":
        """Fill one with the two sample athletes; the runner may have recorded more than the samples hold."""
        filled = case.run("demo", "--days", str(WEEKS * 7), "--until", last_on.isoformat(), "--json").document
        if runner_files:
            done = case.run("import", "--athlete", "runner", *map(str, runner_files))
            assert done.status == 0, done.err
        return cls(case, {one["username"]: one["password"] for one in filled["accounts"]})

    @contextmanager
    def running(self, template: Template, name: str) -> Iterator[LivedIn]:
        """A copy of it, at work."""
        case = template.case(name, of=self.case)
        with case.serving(with_worker=True) as base:
            yield LivedIn(base, self.passwords)
        template.drop(case)


@dataclass
class Visit:
    """A page with everything it complained about."""

    base: str
    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)

    async def goto(self, path: str) -> None:
        """Open an address of the app and wait until its page stands."""
        await self.page.goto(self.base + path)
        await expect(self.page.locator("h1").first).to_be_visible()

    async def ask(self, path: str) -> Any:
        """What the API answers this person's browser."""
        answer = await self.context.request.get(f"{self.base}/api/v1/{path}")
        assert answer.ok, await answer.text()
        return await answer.json()

    async def send(self, method: str, path: str, body: object = None) -> Any:
        """Change something through the API, without a page for it."""
        answer = await self.context.request.fetch(
            f"{self.base}/api/v1/{path}",
            method=method,
            data=body,
            headers={"x-paceline-request": "1", "idempotency-key": token_hex(8)},
        )
        assert answer.ok, await answer.text()
        return await answer.json() if answer.status != HTTPStatus.NO_CONTENT else None

    def assert_quiet(self) -> None:
        """Nothing in the console, nothing refused by the policy, nothing asked of another server."""
        assert not self.complaints, self.complaints


# What Chromium itself writes to the console: that a sign-in was refused, and that WebGL without a graphics card is slow.
_OF_THE_BROWSER = ("status of 401", "GL Driver Message")


@asynccontextmanager
async def visit(browser: Browser, base: str, device: Device = DESKTOP, **more: object) -> AsyncIterator[Visit]:
    """Somebody with a browser of their own comes to an address."""
    context = await browser.new_context(**device.context(**more))
    page = await context.new_page()
    visited = Visit(base, context, page)
    origin = urlsplit(base).netloc

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(known in message.text for known in _OF_THE_BROWSER):
            visited.complaints.append(f"{message.type}: {message.text}")

    def see(request: Request) -> None:
        if request.url.startswith("http") and urlsplit(request.url).netloc != origin:
            visited.complaints.append(f"outside: {request.url}")

    page.on("console", hear)
    page.on("pageerror", lambda error: visited.complaints.append(f"uncaught: {error}"))
    page.on("request", see)
    try:
        yield visited
    finally:
        await context.close()


async def set_up(visited: Visit, username: str = "ana", path: str = "/") -> None:
    """Make the first account, through the page."""
    await visited.goto(path)
    page = visited.page
    await page.get_by_label("User name").fill(username)
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Create the account").click()
    await page.wait_for_url("**/welcome")


async def sign_in(visited: Visit, username: str = "ana", path: str = "/") -> None:
    """Sign in, through the page."""
    await visited.goto(path)
    page = visited.page
    await page.get_by_label("User name").fill(username)
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url(lambda url: "/sign-in" not in url)
