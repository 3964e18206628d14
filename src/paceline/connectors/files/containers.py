"""gzip and zip under bounds, for files nobody has vouched for.

Sizes are checked before inflating (what the archive says) and while inflating (what really comes out). A member that breaks a
rule becomes a failed member; the rest of the archive is still read. Only members that are read count: a Strava archive of
several gigabytes is mostly photos we never touch, so there is no cap on the archive itself. Nothing is ever extracted to
a path taken from an archive; names are only reported.
"""

import re
import stat
import struct
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, BinaryIO

from paceline.connectors.base import Flaw, UnreadableFileError


@dataclass(frozen=True, slots=True)
class Bounds:
    """What we are willing to inflate. Figures follow the upload defaults of `safeuploads`, except where a reason is given."""

    file_bytes: int = 50_000_000
    """One activity file, inflated; the largest real ones are under 10 MB."""
    read_bytes: int = 4_000_000_000
    """All members read from one archive. They are streamed, so this bounds work, not memory; 15 years of training fit."""
    nested_bytes: int = 500_000_000
    """One archive inside another (Garmin's parts); it is spooled to disk."""
    entries: int = 100_000
    """Entries in a directory, photos included; 10,000 would refuse real archives."""
    directory_bytes: int = 32_000_000
    """The directory itself, which has to be held in memory."""
    ratio: int = 100
    ratio_floor_bytes: int = 10_000_000
    """Below this size the ratio is not looked at: deflate reaches 1,030:1 and a short indoor file may well pass 100:1."""


DEFAULT_BOUNDS = Bounds()
GZIP_MAGIC = b"\x1f\x8b"
ZIP_MAGICS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")

_CHUNK_BYTES = 1 << 16
_INFLATED_BYTES = 1 << 20
_GZIP_STREAMS = 1_000
_END_RECORD = b"PK\x05\x06"
_END_RECORD_BYTES = 22
_ZIP64_LOCATOR_BYTES = 20
_LOCAL_HEADER_BYTES = 30
_UNSAFE_NAME = re.compile(r"^[/\\]|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)|[\x00-\x1f\x7f]")


def gunzip(data: bytes, bounds: Bounds = DEFAULT_BOUNDS) -> tuple[bytes, tuple[Flaw, ...]]:
    """Inflate gzip bytes (several streams in a row too); a broken end keeps what came before, with a flaw.

    Raises `UnreadableFileError`: `file_too_large`, `ratio_too_high`, or `gzip_corrupt` when nothing comes out.
    """
    parts: list[bytes] = []
    size = 0
    damaged = False
    offset = 0
    inflater = zlib.decompressobj(wbits=31)
    for _ in range(_GZIP_STREAMS):
        while offset < len(data) and not inflater.eof:
            piece = data[offset : offset + _CHUNK_BYTES]
            try:
                part = inflater.decompress(piece, min(bounds.file_bytes + 1 - size, _INFLATED_BYTES))
            except zlib.error:
                damaged = True
                break
            offset += len(piece) - len(inflater.unconsumed_tail) - len(inflater.unused_data)
            size += len(part)
            _check_size(size, len(data), bounds.file_bytes, bounds)
            parts.append(part)
        damaged = damaged or not inflater.eof
        if damaged or data[offset : offset + 2] != GZIP_MAGIC:
            break
        inflater = zlib.decompressobj(wbits=31)
    if damaged and not size:
        raise UnreadableFileError("gzip_corrupt", "The compressed data is damaged.")
    flaws = (Flaw("gzip_truncated", "The compressed data is damaged; what stands before was kept"),) if damaged else ()
    return b"".join(parts), flaws


def _check_size(size: int, compressed: int, cap: int, bounds: Bounds) -> None:
    if size > cap:
        raise UnreadableFileError("file_too_large", f"Unpacked, the file is larger than {cap // 1_000_000} MB.")
    if size > bounds.ratio_floor_bytes and size > bounds.ratio * max(compressed, 1):
        raise UnreadableFileError("ratio_too_high", "The file unpacks to a suspicious size and was not read.")


@dataclass(slots=True)
class _Budget:
    """What may still be read of one archive, parts inside it included."""

    left_bytes: int


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive. A failed member has its `failure` from the start, and `read` raises it."""

    name: str
    size: int
    failure: UnreadableFileError | None
    _zip: zipfile.ZipFile = field(repr=False)
    _info: zipfile.ZipInfo = field(repr=False)
    _bounds: Bounds = field(repr=False)
    _budget: _Budget = field(repr=False)

    def read(self) -> bytes:
        """The member's bytes, inflated. Raises `UnreadableFileError` with a code beginning with `archive_`, `file_` or `ratio_`."""
        return b"".join(self._chunks(self._bounds.file_bytes))

    @contextmanager
    def open_nested(self) -> Generator["ZipContainer"]:
        """The zip archive inside this member, spooled to an unnamed temporary file; its members count to the same budget."""
        with tempfile.TemporaryFile() as spool:
            for chunk in self._chunks(self._bounds.nested_bytes):
                spool.write(chunk)
            spool.seek(0)
            with ZipContainer(spool, self._bounds, budget=self._budget) as container:
                yield container

    def _chunks(self, cap: int) -> Iterator[bytes]:
        if self.failure is not None:
            raise self.failure
        _check_size(self.size, self._info.compress_size, cap, self._bounds)
        size = 0
        try:
            with self._zip.open(self._info) as stream:
                while chunk := stream.read(_CHUNK_BYTES):
                    size += len(chunk)
                    self._budget.left_bytes -= len(chunk)
                    _check_size(size, self._info.compress_size, cap, self._bounds)
                    if self._budget.left_bytes < 0:
                        raise UnreadableFileError(
                            "archive_too_large", "The archive holds more data than may be read at once."
                        )
                    yield chunk
            if size != self._info.file_size:
                raise UnreadableFileError("archive_member_corrupt", "The entry is shorter than the archive says.")
        except NotImplementedError as problem:
            raise UnreadableFileError(
                "archive_method_unknown", f"Compressed in an unknown way: {problem}."
            ) from problem
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, struct.error) as problem:
            raise UnreadableFileError("archive_member_corrupt", f"Damaged inside the archive: {problem}.") from problem


class ZipContainer:
    """A zip archive, opened for reading under bounds. Use it as a context manager.

    Raises `UnreadableFileError`: `archive_corrupt`, `archive_too_many_entries`.
    """

    def __init__(
        self, source: Path | BinaryIO | IO[bytes], bounds: Bounds = DEFAULT_BOUNDS, *, budget: _Budget | None = None
    ) -> None:
        self._bounds = bounds
        self._budget = budget or _Budget(bounds.read_bytes)
        with ExitStack() as stack:
            file = stack.enter_context(source.open("rb")) if isinstance(source, Path) else source
            try:
                _check_directory(file, bounds)
                self._zip = stack.enter_context(zipfile.ZipFile(file))
            except (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError, EOFError) as problem:
                raise UnreadableFileError("archive_corrupt", f"The archive is damaged: {problem}.") from problem
            self._stack = stack.pop_all()

    def __enter__(self) -> "ZipContainer":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the archive, and the file if it was opened here."""
        self._stack.close()

    def members(self) -> Iterator[Member]:
        """All files in the order of the directory, folders left out; a repeated name is numbered, so that all are different."""
        infos = self._zip.infolist()
        overlapping = _overlapping(infos)
        seen: Counter[str] = Counter()
        for info in infos:
            if info.is_dir():
                continue
            failure = _failure(info, seen, overlapping)
            seen[info.filename] += 1
            nth = seen[info.filename]
            name = info.filename if nth == 1 else f"{info.filename} ({nth})"
            yield Member(name, info.file_size, failure, self._zip, info, self._bounds, self._budget)


def _failure(info: zipfile.ZipInfo, seen: Counter[str], overlapping: set[int]) -> UnreadableFileError | None:
    # zipfile cuts a name at its first NUL, so what was really written is looked at.
    if _UNSAFE_NAME.search(info.filename) or _UNSAFE_NAME.search(info.orig_filename):
        return UnreadableFileError("archive_name_unsafe", "The name points outside the archive.")
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        return UnreadableFileError("archive_not_a_file", "The entry is a link or a device, not a file.")
    if info.filename in seen:
        return UnreadableFileError("archive_name_repeated", "The archive holds this name more than once.")
    if info.header_offset in overlapping:
        return UnreadableFileError("archive_overlap", "The entry shares its data with another one.")
    if info.flag_bits & 0x1:
        return UnreadableFileError("archive_encrypted", "The entry is encrypted.")
    return None


def _overlapping(infos: list[zipfile.ZipInfo]) -> set[int]:
    """Header offsets of entries that reach into the next one: one kernel of data quoted many times is a zip bomb."""
    found: set[int] = set()
    reach, owner = -1, -1
    for offset, end in sorted(
        (info.header_offset, info.header_offset + _LOCAL_HEADER_BYTES + len(info.orig_filename) + info.compress_size)
        for info in infos
    ):
        if offset < reach:
            found |= {offset, owner}
        if end > reach:
            reach, owner = end, offset
    return found


def _check_directory(file: BinaryIO | IO[bytes], bounds: Bounds) -> None:
    """Refuse a huge directory before `zipfile` loads it; layout from PKWARE's APPNOTE 4.3.14 to 4.3.16."""
    end = file.seek(0, 2)
    tail_bytes = min(end, _END_RECORD_BYTES + 0xFFFF + _ZIP64_LOCATOR_BYTES)
    file.seek(end - tail_bytes)
    tail = file.read(tail_bytes)
    file.seek(0)
    at = tail.rfind(_END_RECORD)
    if at == -1 or len(tail) - at < _END_RECORD_BYTES:
        raise UnreadableFileError("archive_corrupt", "The archive is damaged: its directory is missing.")
    entries, directory_bytes = struct.unpack("<HI", tail[at + 10 : at + 16])
    locator = tail[at - _ZIP64_LOCATOR_BYTES : at] if at >= _ZIP64_LOCATOR_BYTES else b""
    if locator.startswith(b"PK\x06\x07"):
        (record_at,) = struct.unpack("<Q", locator[8:16])
        if record_at < end:
            file.seek(record_at)
            record = file.read(56)
            file.seek(0)
            if len(record) == 56:
                entries, directory_bytes = struct.unpack("<QQ", record[32:48])
    if entries > bounds.entries or directory_bytes > bounds.directory_bytes:
        raise UnreadableFileError("archive_too_many_entries", f"The archive holds more than {bounds.entries} entries.")
