"""Somebody who uses the keyboard alone."""

from playwright.async_api import Page

# The accessible name of what has the focus, near enough: its label, else what it says.
_FOCUSED = """() => {
  const one = document.activeElement;
  const label = one.getAttribute('aria-label') ?? one.labels?.[0]?.textContent ?? one.textContent ?? '';
  return label.trim().replace(/\\s+/g, ' ');
}"""
_MOST_STEPS = 80


class Keyboard:
    """Presses keys, and knows only what has the focus."""

    def __init__(self, page: Page) -> None:
        self._page = page

    async def reach(self, name: str) -> None:
        """Tab until what has the focus begins with a name."""
        seen = []
        for _ in range(_MOST_STEPS):
            await self._page.keyboard.press("Tab")
            seen.append(await self._page.evaluate(_FOCUSED))
            if seen[-1].startswith(name):
                return
        raise AssertionError(f"no way by Tab to {name!r}, only to {seen}")

    async def press(self, name: str, key: str = "Enter") -> None:
        """Go to a button or link and press it."""
        await self.reach(name)
        await self._page.keyboard.press(key)

    async def type(self, name: str, text: str) -> None:
        """Go to a field and fill it."""
        await self.reach(name)
        await self._page.keyboard.type(text)
