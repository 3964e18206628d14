"""Untrusted XML of activity files: a small tree for the frame, columns for the points.

Nearly all bytes of such a file are points of a few numbers each. Where the document is plain (no comment, CDATA, DOCTYPE or
stray `>`), expat first proves it well-formed without calling back, then the points are cut out and read by regular
expressions; in a proven document every tag is exactly `<[^>]*>`, so this is sound. Everything else, broken files included,
goes through expat's callbacks: same result, more slowly. expat without namespaces is chosen over lxml because proving
is several times faster than building a tree, it reads undeclared prefixes (`gpxdata:cadence`), and it keeps what stands
before an error.

Guards: DTDs with declarations are refused before they are read (entity bombs, XXE), nothing external is ever loaded, each
parse is one feed or large feeds cut between tags (old expat is quadratic in tokens fed in pieces), depth and node count are
bounded, and only known encodings are decoded.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

import numpy as np

from paceline.connectors.base import Flaw, UnreadableFileError
from paceline.connectors.files.points import (
    Block,
    NotPlainError,
    PointColumns,
    PointGrammar,
    Points,
    PointShapes,
    local_name,
    number,
)

_DEPTH_LIMIT = 64
_NODE_LIMIT = 200_000
_POINT_LIMIT = 2_000_000
"""23 days, a point a second."""
_TEXT_LIMIT = 100_000
_FLUSH_POINTS = 20_000
_DECLARED_ENCODING = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]+)["']""")
_SINGLE_BYTE = re.compile(r"(us-)?ascii|latin-?1|iso-?8859-?\d{1,2}|(windows-|cp)125[0-8]")
_STRAY_AMPERSAND = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
_FORBIDDEN_BYTES = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(slots=True)
class Node:
    """An element outside the points. `points` is the half-open range of the points that stand directly in it."""

    name: str
    attributes: dict[str, str]
    text: str = ""
    children: list["Node"] = field(default_factory=list["Node"])
    points: tuple[int, int] | None = None

    def all(self, *path: str) -> Iterator["Node"]:
        """The descendants at this path of local names (lower case)."""
        for child in self.children:
            if child.name == path[0]:
                if len(path) == 1:
                    yield child
                else:
                    yield from child.all(*path[1:])

    def find(self, *path: str) -> "Node | None":
        """The first descendant at this path, or `None`."""
        return next(self.all(*path), None)

    def text_of(self, *path: str) -> str | None:
        """The text of the first descendant at this path, `None` when it is missing or blank."""
        node = self.find(*path)
        return (node.text or None) if node else None

    def number_of(self, *path: str) -> float | None:
        """The finite number in the first descendant at this path, or `None`."""
        return number(self.text_of(*path))


@dataclass(frozen=True, slots=True)
class Document:
    """What could be read of an XML document."""

    root: Node
    points: Points
    flaws: tuple[Flaw, ...]


def read_document(data: bytes, grammar: PointGrammar) -> Document:
    """Read an XML document, or as much of it as stands before its first error.

    Raises `UnreadableFileError` with `xml_entities_refused`, `xml_encoding_refused`, `xml_too_complex` or `xml_unreadable`.
    """
    text = _as_utf8(data)
    reader = _read_plain(text, grammar)
    if reader is not None:
        return reader.document(())
    reader, error = _read_carefully(text, grammar)
    flaws: tuple[Flaw, ...] = ()
    if error is not None:
        mended = _mend(text)
        if mended != text:
            reader, error = _read_carefully(mended, grammar)
            flaws += (Flaw("xml_repaired", "The file holds characters XML does not allow; they were replaced"),)
    if error is not None:
        flaws += (Flaw("xml_truncated", f"The XML breaks off ({error}); what stands before was kept"),)
    return reader.document(flaws)


def _as_utf8(data: bytes) -> bytes:
    """The document as UTF-8 without byte order mark and leading white space."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace").encode().lstrip()
    if data[:4] in (b"<\0?\0", b"\0<\0?"):
        return data.decode("utf-16-le" if data[:1] == b"<" else "utf-16-be", errors="replace").encode()
    text = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    declared = _DECLARED_ENCODING.match(text)
    encoding = declared[1].decode("ascii").lower() if declared else "utf-8"
    # UTF-16 declared over bytes that plainly are not: some programs convert a file and leave its first line.
    if encoding in ("utf-8", "utf8", "utf-16"):
        return text
    if _SINGLE_BYTE.fullmatch(encoding):
        try:
            return text.decode(encoding, errors="replace").encode()
        except LookupError:
            pass
    raise UnreadableFileError("xml_encoding_refused", f"The character encoding {encoding} is not supported.")


def _mend(text: bytes) -> bytes:
    """Escape stray ampersands and undeclared entities, replace bytes that are no UTF-8 and characters XML forbids."""
    mended = text.decode("utf-8", errors="replace").encode()
    return _STRAY_AMPERSAND.sub(b"&amp;", _FORBIDDEN_BYTES.sub(b" ", mended))


def _read_plain(text: bytes, grammar: PointGrammar) -> "_Reader | None":
    """The fast path; `None` when the document is not plain or not well-formed."""
    point = re.search(rb"<((?:[^\s<>/:!?]+:)?(?:%s))[\s>]" % "|".join(grammar.tags).encode(), text, re.IGNORECASE)
    if point is None or b"<!" in text or text.find(b"<?", 1) != -1 or not _brackets_match(text):
        return None
    tag = re.escape(point[1])
    run_end = re.compile(rb"</%s\s*+>\s*+(?=<(?!%s[\s>]))" % (tag, tag))
    references = b"&" in text
    reader = _Reader(grammar)
    points = PointShapes(grammar, point[1])
    try:
        expat.ParserCreate("UTF-8").Parse(text, True)
        position = 0
        while (start := text.find(b"<" + point[1], position)) != -1:
            run = run_end.search(text, start)
            if run is None or (references and text.find(b"&", start, run.end()) != -1):
                return None
            reader.feed(text[position:start])
            position = run.end()
            reader.place_points(points.add(text, start, position))
            for block in points.blocks():
                reader.columns.append(block)
        reader.feed(text[position:])
        for block in points.blocks(rest=True):
            reader.columns.append(block)
    except (expat.ExpatError, NotPlainError):
        return None
    # Empty tags, points inside points, points of another spelling and names that begin like a point's make these differ.
    counts = {reader.columns.count, reader.placed, points.counted, text.count(b"<" + point[1])}
    return reader if len(counts) == 1 else None


def _brackets_match(text: bytes) -> bool:
    """Whether there are as many `<` as `>`: in a well-formed document without comments then no `>` is anything but a tag's end."""
    characters = np.frombuffer(text, dtype=np.uint8)
    return np.count_nonzero(characters == ord("<")) == np.count_nonzero(characters == ord(">"))


def _read_carefully(text: bytes, grammar: PointGrammar) -> "tuple[_Reader, str | None]":
    reader = _Reader(grammar)
    error = None
    try:
        reader.feed(text, final=True)
    except expat.ExpatError as problem:
        error = str(problem)
    reader.flush()
    return reader, error


class _Reader:
    """Builds the tree from expat's callbacks and collects the columns of the points."""

    def __init__(self, grammar: PointGrammar) -> None:
        self._grammar = grammar
        self._top = Node("", {})
        self._open = [self._top]
        self._nodes = 0
        self._texts: list[str] = []
        # Inside a point: its own depth, the current leaf's column, and the values of all points since the last flush.
        self._point_depth = 0
        self._leaf: str | None = None
        self._values: defaultdict[str, tuple[list[int], list[bytes]]] = defaultdict(lambda: ([], []))
        self._pending = 0
        self.placed = 0
        self.columns = PointColumns()
        self._parser = expat.ParserCreate("UTF-8")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.EntityDeclHandler = self._entity
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters

    def feed(self, text: bytes, *, final: bool = False) -> None:
        """Read a piece that was cut between tags; raises `ExpatError` at the first fault."""
        self._parser.Parse(text, final)

    def place_points(self, count: int) -> None:
        """Note that points stand at the current place of the document."""
        parent = self._open[-1]
        first = parent.points[0] if parent.points else self.placed
        self.placed += count
        parent.points = (first, self.placed)
        self._check_bounds(len(self._open))

    def flush(self) -> None:
        """Turn the points read by callbacks so far into numbers."""
        if self._pending:
            self.columns.append(Block(self._pending, dict(self._values)))
            self._values.clear()
            self._pending = 0

    def document(self, flaws: tuple[Flaw, ...]) -> Document:
        if not self._top.children:
            raise UnreadableFileError("xml_unreadable", "The file is not XML, or breaks off before its first element.")
        return Document(self._top.children[0], self.columns.points(), flaws)

    def _doctype(self, name: str, system_id: str | None, public_id: str | None, has_internal_subset: int) -> None:
        if has_internal_subset:
            raise UnreadableFileError("xml_entities_refused", "The XML declares entities of its own and is refused.")

    def _entity(self, *declaration: object) -> None:
        raise UnreadableFileError("xml_entities_refused", "The XML declares entities of its own and is refused.")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local_name(tag)
        if self._point_depth:
            self._point_depth += 1
            self._check_bounds(self._point_depth)
            self._leaf = self._grammar.leaves.get(name)
            self._texts.clear()
            return
        if name in self._grammar.tags:
            self._point_depth = 1
            self._start_point(attributes)
            return
        node = Node(name, {local_name(key): value[:_TEXT_LIMIT] for key, value in attributes.items()})
        self._keep_text()
        self._open[-1].children.append(node)
        self._open.append(node)
        self._nodes += 1
        self._check_bounds(len(self._open))

    def _start_point(self, attributes: dict[str, str]) -> None:
        if self._pending >= _FLUSH_POINTS:
            self.flush()
        self.place_points(1)
        self._pending += 1
        for key, value in attributes.items():
            column = self._grammar.attributes.get(local_name(key))
            if column is not None:
                self._keep_value(column, value)

    def _end(self, tag: str) -> None:
        if self._point_depth:
            self._point_depth -= 1
            if self._leaf is not None and self._point_depth:
                self._keep_value(self._leaf, "".join(self._texts))
            self._leaf = None
            self._texts.clear()
            return
        self._keep_text()
        node = self._open.pop()
        node.text = node.text.strip()

    def _characters(self, text: str) -> None:
        if self._point_depth == 0 or self._leaf is not None:
            self._texts.append(text)

    def _keep_text(self) -> None:
        """Text belongs to the element that is open when it ends; what follows a child is layout and dropped."""
        if self._texts and not self._open[-1].children:
            self._open[-1].text += "".join(self._texts)[:_TEXT_LIMIT]
        self._texts.clear()

    def _keep_value(self, column: str, text: str) -> None:
        indices, texts = self._values[column]
        indices.append(self._pending - 1)
        texts.append(text.encode())

    def _check_bounds(self, depth: int) -> None:
        if depth > _DEPTH_LIMIT or self._nodes > _NODE_LIMIT or self.placed > _POINT_LIMIT:
            raise UnreadableFileError("xml_too_complex", "The XML is nested too deeply or holds too many elements.")
