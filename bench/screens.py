"""The app on a phone: how soon its first screen stands, how soon it answers a press, and how much code a screen needs."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from statistics import median
from typing import Literal

from playwright.async_api import Page, Request

from bench.chromium import BARE, SLOWDOWN, Person, Visitor, processor_clock, sample_runner, settled, visiting
from bench.ground import Ground
from bench.history import PASSWORD, athlete_with
from bench.large_screens import FEW, MANY
from bench.row import Judged, Measurement, Row, Spread, milliseconds
from tests.browser.devices import DESKTOP, PHONE
from tests.browser.screens import address_of, routes_inside


async def _painted(visitor: Visitor, path: str) -> tuple[float, float]:
    """Seconds to the largest paint of an address on a phone, and by how much it shifted."""
    async with visitor.page(PHONE, slowdown=SLOWDOWN, is_first_visit=True) as page:
        await visitor.goto(page, path)
        painted_ms, shift = await page.evaluate("[bench.painted_ms, bench.shift]")
        if painted_ms == 0:
            raise RuntimeError(f"Chromium told no largest paint of {path}")
        return painted_ms / 1000, shift


async def _work_ms(visitor: Visitor, path: str) -> float:
    """What an address takes of the processor until it stands, where nothing is slowed down."""
    async with visitor.page(PHONE) as page:
        taken_ms = await processor_clock(page)
        await visitor.goto(page, path)
        return await taken_ms()


def _today(ground: Ground) -> Measurement:
    who = sample_runner(ground)

    async def look(visitor: Visitor) -> tuple[list[tuple[float, float]], list[float], float]:
        await _painted(visitor, "/")
        pairs = [(await _painted(visitor, "/"), await _painted(visitor, BARE)) for _ in range(ground.rounds(7))]
        work_ms = median([await _work_ms(visitor, "/") for _ in range(ground.rounds(3))])
        return [ours for ours, _ in pairs], [bare for _, (bare, _) in pairs], work_ms

    found, bare, work_ms = visiting(ground, who, look)
    ours = Spread.of([painted_s for painted_s, _ in found])
    ratio = Spread.of([painted_s / least_s for (painted_s, _), least_s in zip(found, bare, strict=True)])
    note = (
        f"Today of a runner with a year, nothing cached, processor {SLOWDOWN}× slower; {ours.low:.2f}–{ours.high:.2f} s; "
        f"layout shift {max(shift for _, shift in found):.3f}; not slowed, its own thread takes {work_ms:.0f} ms of the processor"
    )
    return Measurement(ours.middle, milliseconds(ours.middle), milliseconds(median(bare)), ratio, note)


@dataclass(frozen=True, slots=True)
class _Press:
    """Something an athlete does: where, and what."""

    name: str
    path: str
    act: Callable[[Page], Awaitable[object]]


def _tap(role: Literal["button", "link"], name: str) -> Callable[[Page], Awaitable[object]]:
    return lambda page: page.get_by_role(role, name=name, exact=True).first.tap()


_PRESSES = (
    _Press("filters", "/activities", _tap("button", "Filters")),
    _Press("search in the list", "/activities", lambda page: page.get_by_role("searchbox").first.press("r")),
    _Press("go to Fitness", "/", _tap("link", "Fitness")),
    _Press("range", "/fitness", _tap("link", "All")),
    _Press("search", "/", _tap("button", "Search")),
    _Press("month", "/calendar", _tap("link", "Before")),
)


async def _pressed_ms(visitor: Visitor, press: _Press, rounds: int) -> float:
    """From a press to the frame that answers it, the median of some rounds. Chromium tells it in steps of 8 ms, from 16 ms on."""
    took: list[float] = []
    async with visitor.page(PHONE, slowdown=SLOWDOWN) as page:
        for _ in range(rounds):
            await visitor.goto(page, press.path)
            await page.evaluate("bench.presses_ms = []")
            await press.act(page)
            await settled(page)
            took.append(await page.evaluate("Math.max(0, ...bench.presses_ms)"))
    return median(took)


def _press(ground: Ground) -> Measurement:
    athlete = athlete_with(ground, FEW if ground.quick else MANY)

    async def look(visitor: Visitor) -> tuple[dict[str, float], float]:
        rounds = ground.rounds(5)
        ours = {press.name: await _pressed_ms(visitor, press, rounds) for press in _PRESSES}
        bare = _Press("bare", BARE, _tap("button", "Press"))
        return ours, await _pressed_ms(visitor, bare, rounds)

    ours, bare_ms = visiting(ground, Person(athlete.name, PASSWORD), look)
    worst_ms = max(ours.values())
    note = f"{athlete.activities:,} activities, processor {SLOWDOWN}× slower; ms: " + ", ".join(
        f"{name} {took:.0f}" for name, took in ours.items()
    )
    return Measurement(worst_ms, f"{worst_ms:.0f} ms", f"{bare_ms:.0f} ms", None, note)


async def _code_kb(visitor: Visitor, route: str) -> tuple[float, float]:
    """The code of a screen as it comes over the wire, in kB, and that of the engine of the map, which comes after."""
    scripts: list[Request] = []
    async with visitor.page(DESKTOP, encoding="gzip") as page:
        page.on("requestfinished", lambda request: scripts.append(request) if ".js" in request.url else None)
        await visitor.goto(page, await address_of(route, visitor.visit(page)))
        screen = engine = 0
        for script in scripts:
            size = (await script.sizes())["responseBodySize"]
            response = await script.response()
            if response is not None and "maplibregl" in await response.text():
                engine += size
            else:
                screen += size
    return screen / 1000, engine / 1000


def _code(ground: Ground) -> Measurement:
    who = sample_runner(ground)

    async def look(visitor: Visitor) -> dict[str, tuple[float, float]]:
        return {route: await _code_kb(visitor, route) for route in routes_inside()}

    found = visiting(ground, who, look)
    heaviest, (most, _) = max(found.items(), key=lambda one: one[1][0])
    lightest, (least, _) = min(found.items(), key=lambda one: one[1][0])
    engine = max(engine for _, engine in found.values())
    note = (
        f"{len(found)} screens; heaviest {heaviest}, lightest {lightest}; "
        f"the engine of the map, which comes once the track is drawn: {engine:.0f} kB"
    )
    return Measurement(most, f"{most:.0f} kB", f"{least:.0f} kB", Spread.of([most / least]), note)


_PAGE = "a page of one line, same phone"
ROWS = (
    Row("screens-today", "first screen on a phone, largest paint", _PAGE, _today, 2.5, 1.25, Judged.SECONDS),
    Row("screens-press", "from press to answer on a phone, worst", _PAGE, _press, 200, 100, Judged.MILLISECONDS),
    Row(
        "screens-code", "code of the heaviest screen, gzipped", "the lightest screen", _code, 200, 160, Judged.KILOBYTES
    ),
)
