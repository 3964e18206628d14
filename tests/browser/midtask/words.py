"""What a screen says in the pseudo-locale: the words of the app stand in brackets there; what does not was never in the catalogue."""

import re
from collections.abc import Iterable

from playwright.async_api import Page

# Canvases are drawn, not written; what stands on each of them is heard here, until it is wiped.
HEAR_CANVASES = """
window.drawnWords = new Map();
const { fillText, clearRect } = CanvasRenderingContext2D.prototype;
CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
  if (!drawnWords.has(this.canvas)) drawnWords.set(this.canvas, new Set());
  drawnWords.get(this.canvas).add(String(text));
  return fillText.call(this, text, ...rest);
};
CanvasRenderingContext2D.prototype.clearRect = function (...rest) {
  drawnWords.delete(this.canvas);
  return clearRect.apply(this, rest);
};
"""

_SAID = """() => {
  const said = [];
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true });
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node !== null; node = walk.nextNode()) {
    if (node.nodeType === Node.TEXT_NODE) {
      const parent = node.parentElement;
      // The scale of a map is the map's own, and where somebody came was announced when they did.
      if (parent.closest('script, style, noscript, .maplibregl-ctrl-scale, #svelte-announcer') !== null) continue;
      if (parent.tagName === 'OPTION' || isShown(parent)) said.push(node.data);
    } else if (isShown(node)) {
      for (const name of ['aria-label', 'aria-valuetext', 'title', 'placeholder', 'alt'])
        if (node.hasAttribute(name)) said.push(node.getAttribute(name));
    }
  }
  const drawn = [...drawnWords].filter(([canvas]) => canvas.isConnected).flatMap(([, words]) => [...words]);
  return [document.title, ...said, ...drawn];
}"""

_LETTERS = re.compile(r"[^\W\d_]")
# Days and months are the language's, not the catalogue's; zones have their names from elsewhere; grades are letters.
_NO_WORDS = re.compile(
    r"\b((Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Mon|Tue|Wed|Thu|Fri|Sat|Sun|January|February|March|April|May|June|July|August|"
    r"September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Oct|Nov|Dec|Paceline|[A-D]|[A-Z]\w+/[\w/+-]+)\b"
)
_PLAIN = str.maketrans("àèìòùÿçñšžÀÈÌÒÙÝÇÑŠŽ", "aeiouycnszAEIOUYCNSZ")


def outside_brackets(text: str) -> str:
    """What of a text stands in no brackets."""
    depth, left = 0, ""
    for letter in text:
        if letter == "]":
            depth -= 1
        elif depth == 0 and letter != "[":
            left += letter
        depth += letter == "["
    return left


def plain(text: str) -> str:
    """A text of the pseudo-locale as it stands in the catalogue."""
    return re.sub(r"·+\]|\[", "", text).translate(_PLAIN)


async def untranslated(page: Page, own: Iterable[str]) -> set[str]:
    """The words on a page that are neither in the catalogue nor the athlete's own, nor sentences of the API."""
    said: list[str] = await page.evaluate(_SAID)
    known = sorted(own, key=len, reverse=True)
    found: set[str] = set()
    for text in said:
        left = outside_brackets(text)
        for words in known:
            left = left.replace(words, "")
        if _LETTERS.search(_NO_WORDS.sub("", left)):
            found.add(text.strip())
    return found
