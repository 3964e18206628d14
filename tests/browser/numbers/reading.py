"""What a page says. Whatever was read is marked in the page, so that a number that nobody looked at is found at the end."""

import csv
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from playwright.async_api import Locator, Page, expect

# The text of each element, its whitespace made one; an element counts as read with all that is in it.
_TEXTS = """(found) => found.map((one) => {
  one.dataset.read = '';
  return one.textContent.replace(/\\s+/g, ' ').trim();
})"""
_ROWS = """(rows) => rows.map((row) => [...row.cells].map((cell) => {
  cell.dataset.read = '';
  return cell.textContent.replace(/\\s+/g, ' ').trim();
}))"""
_FIGURES = """(entries) => entries.map((entry) => {
  entry.dataset.read = '';
  const text = (part) => entry.querySelector(part)?.textContent.replace(/\\s+/g, ' ').trim() ?? '';
  return [text('dt'), text('dd .figure'), text('dd small')];
})"""
_NAMES = """(found, name) => found.map((one) => {
  one.dataset.named = '';
  return one.getAttribute(name);
})"""
# Names and titles are said too. What has no digit is no number.
_UNREAD = """(main) => {
  const left = [];
  const walk = document.createTreeWalker(main, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node !== null; node = walk.nextNode()) {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    if (node.nodeType === Node.TEXT_NODE && /\\d/.test(node.data) && element.closest('[data-read]') === null)
      left.push(node.data.trim());
    if (node.nodeType !== Node.ELEMENT_NODE || element.closest('[data-named]') !== null) continue;
    for (const name of ['title', 'aria-label', 'aria-valuetext', 'aria-description'])
      if (/\\d/.test(element.getAttribute(name) ?? '')) left.push(`${name}: ${element.getAttribute(name)}`);
  }
  return left;
}"""


@dataclass(frozen=True)
class Figure:
    """One number with its name, and what stands under it."""

    label: str
    value: str
    note: str = ""


class Reading:
    """A page that is read from top to bottom."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.main = page.locator("main")

    def sheet(self, title: str) -> Locator:
        """The part of the page under a heading."""
        return self.main.locator("section.sheet").filter(has=self.page.get_by_role("heading", name=title, exact=True))

    async def texts(self, where: Locator) -> list[str]:
        """What each of these says."""
        found: list[str] = await where.evaluate_all(_TEXTS)
        return found

    async def text(self, where: Locator) -> str:
        """What this one says."""
        await expect(where).to_have_count(1)
        return (await self.texts(where))[0]

    async def rows(self, table: Locator) -> list[list[str]]:
        """The cells of the rows of a table's body."""
        found: list[list[str]] = await table.locator("tbody tr").evaluate_all(_ROWS)
        return found

    async def figures(self, where: Locator) -> list[Figure]:
        """The numbers with a name that stand there."""
        found = await where.locator("div.entry").evaluate_all(_FIGURES)
        return [Figure(*one) for one in found]

    async def names(self, where: Locator, attribute: str) -> list[str]:
        """What each of these is called, where it is not written."""
        found: list[str] = await where.evaluate_all(_NAMES, attribute)
        return found

    async def data_table(self, frame: Locator) -> list[list[str]]:
        """The table behind a chart."""
        await frame.get_by_role("button", name="Show as table").click()
        table = frame.locator(".scroll table")
        await expect(table).to_be_visible()
        return await self.rows(table)

    async def data_file(self, frame: Locator) -> list[list[str]]:
        """The rows of the file behind a chart."""
        async with self.page.expect_download() as download:
            await frame.get_by_role("button", name="Download CSV").click()
        text = Path(await (await download.value).path()).read_text("utf-8")
        return list(csv.reader(StringIO(text)))[1:]

    async def unread(self) -> list[str]:
        """Every number of the page that nobody looked at."""
        found: list[str] = await self.main.evaluate(_UNREAD)
        return found


def bare(cell: str) -> float | None:
    """A number of a file as it stands: no unit, nothing between thousands; nothing at all where it is not known."""
    return float(cell) if cell else None
