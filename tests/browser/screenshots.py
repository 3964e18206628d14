"""The pictures of the README, taken from the app as it runs: `make screenshots`.

Of the sample athletes, who train until today; on a Sunday the week of Today is at its fullest.
"""

import asyncio
import base64
import re
import signal
import struct
import subprocess
import sys
import zlib
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from playwright.async_api import Browser, async_playwright, expect

from tests.browser.devices import ARGUMENTS, DESKTOP, chromium_path
from tests.browser.visits import LivedIn, Visit

IMAGES = Path(__file__).parents[2] / "docs/images"
MOST_BYTES = 200_000
_FIRST_PORT = 8100

# The colours of a picture, row by row, as base64 of red, green, blue and alpha.
_PIXELS = """async (png) => {
  const image = await createImageBitmap(await (await fetch(png)).blob());
  const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
  canvas.drawImage(image, 0, 0);
  const { data } = canvas.getImageData(0, 0, image.width, image.height);
  let text = '';
  for (let at = 0; at < data.length; at += 32768) text += String.fromCharCode(...data.subarray(at, at + 32768));
  return [image.width, image.height, btoa(text)];
}"""


@dataclass(frozen=True)
class Picture:
    """A picture: whose screen in which theme, and the way to what it shows."""

    name: str
    who: str
    theme: str
    lead: Callable[[Visit], Awaitable[None]]


async def to_today(visited: Visit) -> None:
    """The first screen."""
    await visited.goto("/")


async def to_intervals(visited: Visit) -> None:
    """The last ride with intervals outside, its track coloured by power, the crosshair among them."""
    rides = await visited.ask("activities?family=ride&has=position&has=power&limit=200")
    ride = next(one for one in rides["items"] if "×" in one["name"])
    await visited.goto(f"/activities/{ride['id']}?colour=power_w")
    await expect(visited.page.locator(".maplibregl-canvas")).to_be_visible()
    glass = visited.page.get_by_role("slider", name="Position in the recording")
    box = await glass.bounding_box()
    assert box is not None
    await visited.page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + 20)


PICTURES = (Picture("today", "runner", "light", to_today), Picture("activity", "cyclist", "dark", to_intervals))


@contextmanager
def sample_athletes() -> Generator[LivedIn]:
    """An instance with both of them, which is gone afterwards."""
    today = date.today()  # noqa: DTZ011 -- the day of whoever looks at the screen
    options = ("--throw-away", "--until", str(today), "--port", str(_FIRST_PORT))
    command = (sys.executable, "-m", "paceline", "demo", *options)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as demo:
        assert demo.stdout is not None
        try:
            said = ""
            while "Ctrl-C stops it" not in said:
                line = demo.stdout.readline()
                if not line:
                    raise SystemExit("paceline demo ended without an instance.")
                said += line
            base = re.search(r"http://\S+", said)
            assert base is not None
            yield LivedIn(base[0], dict(re.findall(r"^ +(runner|cyclist) +(\S+)", said, re.MULTILINE)))
        finally:
            demo.send_signal(signal.SIGINT)


async def taken(browser: Browser, athletes: LivedIn, picture: Picture) -> bytes:
    """A picture as a PNG."""
    looks = {"color_scheme": picture.theme, "reduced_motion": "reduce"}
    async with athletes.visit(browser, DESKTOP, who=picture.who, **looks) as visited:
        await picture.lead(visited)
        await expect(visited.page.locator("main [aria-busy=true]")).to_have_count(0)
        await visited.page.evaluate("document.fonts.ready.then(() => undefined)")
        # The map draws its last frames.
        await visited.page.wait_for_timeout(1500)
        return await visited.page.screenshot()


async def packed(browser: Browser, png: bytes) -> bytes:
    """The same picture in a fifth less: rows of flat colour pack best without the filters that Chromium puts before them."""
    page = await browser.new_page()
    width, height, pixels = await page.evaluate(_PIXELS, f"data:image/png;base64,{base64.b64encode(png).decode()}")
    await page.close()
    colours = memoryview(base64.b64decode(pixels))
    rows = bytearray()
    for top in range(0, len(colours), width * 4):
        row = bytearray(width * 3)
        for channel in range(3):
            row[channel::3] = colours[top + channel : top + width * 4 : 4]
        rows += b"\0" + row
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_part(kind, content) for kind, content in parts)


def _part(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


async def main() -> None:
    """Take all pictures."""
    path = chromium_path()
    if path is None:
        raise SystemExit("There is no Chromium; Debian has it as `chromium`.")
    IMAGES.mkdir(exist_ok=True)
    with sample_athletes() as athletes:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
            for picture in PICTURES:
                content = await packed(browser, await taken(browser, athletes, picture))
                if len(content) > MOST_BYTES:
                    raise SystemExit(f"{picture.name} has {len(content)} bytes, more than {MOST_BYTES}: show less.")
                (IMAGES / f"{picture.name}.png").write_bytes(content)
                sys.stdout.write(f"docs/images/{picture.name}.png: {len(content) / 1000:.0f} kB\n")
            await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
