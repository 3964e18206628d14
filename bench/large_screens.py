"""The app with much in it: a list of 20,000 activities that is scrolled, and a ride of ten hours that is opened, moved and zoomed."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from statistics import median
from typing import Any

from playwright.async_api import Page, expect

from bench.chromium import SLOWDOWN, Person, Visitor, processor_clock, run, settled, visiting
from bench.ground import Ground
from bench.history import PASSWORD, athlete_with
from bench.ride import START_MS, ride
from bench.row import Judged, Measurement, Row, Spread, milliseconds
from paceline.connectors.base import Channel
from tests.browser.devices import DESKTOP, PHONE, Device
from tests.builders.fit import build_activity_fit

MANY, FEW = 20_000, 1000
_MOST_ROWS = 100
"""More rows than that in the document and the list would be drawn whole, or nearly."""

TEN_HOURS_S = 36_000
# A quarter to a full hour: no line of the grid is near it.
_SPIKE_AT_S, _SPIKE_W = 20_700, 1400.0
_CHANNELS = (Channel.DISTANCE, Channel.LATITUDE, Channel.LONGITUDE, Channel.ALTITUDE, Channel.SPEED, Channel.HEART_RATE,
             Channel.CADENCE, Channel.POWER)  # fmt: skip
_PANES = 6
_LONGEST = f"min_duration_s={TEN_HOURS_S // 2}"

# How long each frame was on the screen while something went on, in ms, and the most rows that were in the document.
_WATCH_FRAMES = """() => {
  const seen = { frames_ms: [], most_rows: 0, isOver: false };
  let before = performance.now();
  const look = (now) => {
    seen.frames_ms.push(now - before);
    before = now;
    seen.most_rows = Math.max(seen.most_rows, document.querySelectorAll('[role=row]').length);
    if (!seen.isOver) requestAnimationFrame(look);
  };
  requestAnimationFrame((now) => { before = now; requestAnimationFrame(look); });
  bench.seen = seen;
}"""
_GO_TO = "(share) => scrollTo({ top: document.documentElement.scrollHeight * share, behavior: 'instant' })"
_SEEN = "() => { bench.seen.isOver = true; return bench.seen; }"


def _percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


async def _scrolled(page: Page, wheel_px: int, turns: int) -> dict[str, Any]:
    """Turn the wheel so often; what the frames meanwhile were."""
    await page.mouse.move(180, 400)
    await page.evaluate(_WATCH_FRAMES)
    for _ in range(turns):
        await page.mouse.wheel(0, wheel_px)
        await page.evaluate("new Promise(requestAnimationFrame)")
    return await page.evaluate(_SEEN)


@dataclass(frozen=True, slots=True)
class _Scrolling:
    """How long each frame was, what the page's own thread worked for one, and the most rows that were in the document."""

    frames_ms: list[float]
    work_ms: float
    most_rows: int


async def _through_the_list(visitor: Visitor, activities: int, slowdown: float) -> _Scrolling:
    """Scroll at the top, in the middle and to the end, on a phone."""
    frames: list[float] = []
    most_rows = 0
    async with visitor.page(PHONE, slowdown=slowdown) as page:
        await visitor.goto(page, "/activities")
        taken_ms = await processor_clock(page)
        for share, wheel_px in ((0, 400), (0.5, 400), (1, -400), (1, 400)):
            await page.evaluate(_GO_TO, share)
            seen = await _scrolled(page, wheel_px, 40)
            frames += seen["frames_ms"]
            most_rows = max(most_rows, seen["most_rows"])
            await settled(page)
        work_ms = await taken_ms() / len(frames)
        # The very first ride of the history, at the foot of the page.
        await expect(page.get_by_role("link", name="Ride 0", exact=True)).to_be_in_viewport()
        lines = await page.get_by_role("grid").get_attribute("aria-rowcount")
    if int(lines or 0) < activities or most_rows > _MOST_ROWS:
        raise RuntimeError(f"the list is {lines} lines long and had {most_rows} rows in the document")
    return _Scrolling(frames, work_ms, most_rows)


def _list(ground: Ground) -> Measurement:
    def scrolling(activities: int) -> tuple[list[_Scrolling], float]:
        athlete = athlete_with(ground, activities)

        async def look(visitor: Visitor) -> tuple[list[_Scrolling], float]:
            phone = [await _through_the_list(visitor, activities, SLOWDOWN) for _ in range(ground.rounds(3))]
            return phone, (await _through_the_list(visitor, activities, 1)).work_ms

        return visiting(ground, Person(athlete.name, PASSWORD), look)

    many = FEW * 2 if ground.quick else MANY
    phone, work_ms = scrolling(many)
    ours = [_percentile(one.frames_ms, 0.95) for one in phone]
    fewer = [_percentile(one.frames_ms, 0.95) for one in scrolling(FEW)[0]]
    ratio = Spread.of([one / other for one, other in zip(ours, fewer, strict=True)])
    note = (
        f"{many:,} activities, processor {SLOWDOWN}× slower, 95 of 100 frames from top to end by wheel; slowest "
        f"{max(max(one.frames_ms) for one in phone):.0f} ms; {max(one.most_rows for one in phone)} rows in the document at most; "
        f"not slowed, a frame takes {work_ms:.1f} ms of the processor"
    )
    middle = median(ours)
    return Measurement(middle, f"{middle:.0f} ms", f"{median(fewer):.0f} ms", ratio, note)


@cache
def _rider(ground: Ground) -> Person:
    """An athlete with some rides, and one of ten hours that came as a file."""
    athlete = athlete_with(ground, 30)
    samples = ride(TEN_HOURS_S)
    columns: dict[str, list[float | None]] = {
        channel.value: samples.channels[channel].tolist() for channel in _CHANNELS
    }
    columns[Channel.POWER.value][_SPIKE_AT_S] = _SPIKE_W
    columns[Channel.TEMPERATURE.value] = [15 + second // 3600 for second in range(TEN_HOURS_S)]
    path = ground.folder / "ten-hours.fit"
    path.write_bytes(build_activity_fit(datetime.fromtimestamp(START_MS / 1000, UTC), columns, name="Ten hours"))
    run(ground, "import", "--athlete", athlete.name, str(path))
    return Person(athlete.name, PASSWORD)


async def _ten_hours(visitor: Visitor, page: Page) -> dict[str, Any]:
    """The ride, as the API lists it."""
    return (await visitor.visit(page).ask(f"activities?{_LONGEST}"))["items"][0]


# From the press on the link to the frame that has all panes; a pane without a line in its middle is not drawn.
_AWAIT_DRAWN = """(panes) => { bench.drawn = new Promise((done) => {
  let pressed = 0;
  addEventListener('click', (event) => { pressed = event.timeStamp; }, { capture: true, once: true });
  const hasLine = (canvas) => {
    const middle = canvas.getContext('2d').getImageData(canvas.width / 2, 0, 40, canvas.height).data;
    return middle.some((value, at) => at % 4 === 3 && value > 0);
  };
  const look = () => {
    const drawn = [...document.querySelectorAll('#streams canvas')];
    const isDrawn = pressed > 0 && drawn.length >= panes && drawn.every(hasLine);
    requestAnimationFrame(isDrawn ? (now) => done(now - pressed) : look);
  };
  look();
}); }"""
_FETCH = """async (path) => {
  const begun = performance.now();
  await (await fetch(path)).json();
  return performance.now() - begun;
}"""


async def _opened_ms(visitor: Visitor, device: Device, slowdown: float) -> tuple[float, float]:
    """From the press on the ride in the list to its streams drawn; and fetching what is drawn alone."""
    async with visitor.page(device, slowdown=slowdown) as page:
        ten_hours = await _ten_hours(visitor, page)
        await visitor.goto(page, f"/activities?{_LONGEST}")
        await page.evaluate(_AWAIT_DRAWN, _PANES)
        await page.get_by_role("link", name=ten_hours["name"]).first.click()
        took_ms: float = await page.evaluate("bench.drawn")
        await settled(page)
        # A number that the route does not know: an address that no cache holds.
        path = f"/api/v1/activities/{ten_hours['id']}/streams?points=20000&n=1"
        asked = "".join(f"&channels={channel.value}" for channel in (*_CHANNELS, Channel.TEMPERATURE))
        return took_ms, await page.evaluate(_FETCH, path + asked)


def _open(ground: Ground) -> Measurement:
    who = _rider(ground)

    async def look(visitor: Visitor) -> tuple[list[tuple[float, float]], float]:
        await _opened_ms(visitor, DESKTOP, 1)
        desk = [await _opened_ms(visitor, DESKTOP, 1) for _ in range(ground.rounds(7))]
        phone = [(await _opened_ms(visitor, PHONE, SLOWDOWN))[0] for _ in range(ground.rounds(3))]
        return desk, median(phone)

    desk, phone_ms = visiting(ground, who, look)
    ours, fetched = [one for one, _ in desk], [other for _, other in desk]
    ratio = Spread.of([one / other for one, other in desk])
    middle = Spread.of(ours)
    note = (
        f"{TEN_HOURS_S:,} samples of {_PANES} streams, from the press in the list; {middle.low:.0f}–{middle.high:.0f} ms; "
        f"on a phone, processor {SLOWDOWN}× slower: {milliseconds(phone_ms / 1000)}"
    )
    return Measurement(
        middle.middle / 1000, milliseconds(middle.middle / 1000), milliseconds(median(fetched) / 1000), ratio, note
    )


# One movement a frame, by the controls that a hand or a key moves; how long each frame took, in ms.
_MOVE = """async ([slide, glass]) => {
  const frames = [];
  let before = await new Promise(requestAnimationFrame);
  const frame = async () => {
    const now = await new Promise(requestAnimationFrame);
    frames.push(now - before);
    before = now;
  };
  for (let step = 0; step <= 60; step++) {
    slide.valueAsNumber = Number(slide.min) + (slide.max - slide.min) * step / 60;
    slide.dispatchEvent(new Event('input', { bubbles: true }));
    await frame();
  }
  for (const key of ['+', '+', '+', '-', '-', '-', '+', '+', '-', '-']) {
    glass.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    for (let after = 0; after < 3; after++) await frame();
  }
  return frames;
}"""
_REST = """async () => {
  const frames = [];
  let before = await new Promise(requestAnimationFrame);
  for (let at = 0; at < 60; at++) {
    const now = await new Promise(requestAnimationFrame);
    frames.push(now - before);
    before = now;
  }
  return frames;
}"""

# How much of the height above the usual values is covered by a line at a share of the time, near it in pixels.
_LINE_AT = """([canvas, over, share]) => {
  const [all, inner] = [canvas.getBoundingClientRect(), over.getBoundingClientRect()];
  const scale = canvas.width / all.width;
  const [top, height] = [(inner.top - all.top + inner.height * 0.1) * scale, inner.height * 0.5 * scale];
  const covered = (x) => {
    const column = canvas.getContext('2d').getImageData(x, top, 1, height).data;
    return column.filter((value, at) => at % 4 === 3 && value > 0).length / Math.floor(height);
  };
  const x = Math.round((inner.left - all.left + inner.width * share) * scale);
  return Math.max(...[-2, -1, 0, 1, 2].map((by) => covered(x + by)));
}"""


async def _check_spike(page: Page) -> None:
    """One second of 1,400 W in ten hours stands out of the picture, and nothing beside it does."""
    pane = page.locator("#streams .pane").filter(has_text="Power")
    canvas, over = pane.locator("canvas"), pane.locator(".u-over")
    handles = [await canvas.element_handle(), await over.element_handle()]
    at = _SPIKE_AT_S / (TEN_HOURS_S - 1)
    spike, beside = [await page.evaluate(_LINE_AT, [*handles, share]) for share in (at, at - 1 / 80)]
    if spike < 0.9 or beside > 0.5:
        raise RuntimeError(f"the spike covers {spike:.0%} of the height above the rest, and {beside:.0%} beside it")


@dataclass(frozen=True, slots=True)
class _Moving:
    """The frames of panning and zooming, what the page's own thread worked for one, and the frames of a page at rest."""

    frames_ms: list[float]
    work_ms: float
    rest_ms: list[float]


async def _moved(visitor: Visitor, device: Device, slowdown: float) -> _Moving:
    """Open the ride, see that the spike is drawn, and move what is shown."""
    async with visitor.page(device, slowdown=slowdown) as page:
        ten_hours = await _ten_hours(visitor, page)
        # Every sample comes after the first selection of them is drawn, and is the answer to a question without `points`.
        async with page.expect_response(lambda answer: "/streams?" in answer.url and "points=" not in answer.url):
            await visitor.goto(page, f"/activities/{ten_hours['id']}?smooth=0")
        await settled(page)
        await _check_spike(page)
        rest = await page.evaluate(_REST)
        await page.locator("#streams").get_by_role("button", name="Zoom in").click()
        names = ("Move the shown part", "Position in the recording")
        controls = [await page.get_by_role("slider", name=name).element_handle() for name in names]
        taken_ms = await processor_clock(page)
        frames: list[float] = await page.evaluate(_MOVE, controls)
        return _Moving(frames, await taken_ms() / len(frames), rest)


def _move(ground: Ground) -> Measurement:
    who = _rider(ground)

    async def look(visitor: Visitor) -> tuple[list[_Moving], _Moving]:
        desk = [await _moved(visitor, DESKTOP, 1) for _ in range(ground.rounds(5))]
        return desk, await _moved(visitor, PHONE, SLOWDOWN)

    desk, phone = visiting(ground, who, look)
    ours = [_percentile(one.frames_ms, 0.95) for one in desk]
    rest = [_percentile(one.rest_ms, 0.95) for one in desk]
    ratio = Spread.of([one / other for one, other in zip(ours, rest, strict=True)])
    note = (
        f"{TEN_HOURS_S:,} samples of {_PANES} streams, 95 of 100 frames; slowest {max(max(one.frames_ms) for one in desk):.0f} ms; "
        f"a frame takes {median(one.work_ms for one in desk):.1f} ms of the processor; a spike of one second is drawn; "
        f"on a phone, processor {SLOWDOWN}× slower: {_percentile(phone.frames_ms, 0.95):.0f} ms"
    )
    middle = median(ours)
    return Measurement(middle, f"{middle:.0f} ms", f"{median(rest):.0f} ms", ratio, note)


ROWS = (
    Row(
        "screens-list",
        "scrolling a long list on a phone, frame",
        f"{FEW:,} activities",
        _list,
        50,
        20,
        Judged.MILLISECONDS,
    ),
    Row("screens-ride", "opening a ride of ten hours", "fetching its streams alone", _open, 1, 0.5, Judged.SECONDS),
    Row("screens-move", "panning and zooming it, frame", "a page at rest", _move, 50, 20, Judged.MILLISECONDS),
)
