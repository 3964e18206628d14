"""What a file is, by its content first and its name second; and the one door to the decoders."""

import re
from dataclasses import replace
from pathlib import PurePosixPath

from paceline.connectors.base import DecodedFile, FileFormat, Flaw, UnreadableFileError
from paceline.connectors.files.containers import DEFAULT_BOUNDS, GZIP_MAGIC, ZIP_MAGICS, Bounds, gunzip

_HEAD_BYTES = 1 << 16
_GZIP_DEPTH = 2
_FIT_SIGNATURE = slice(8, 12)
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
_ROOTS = {b"gpx": FileFormat.GPX, b"trainingcenterdatabase": FileFormat.TCX}
# The decoders' words for "nothing was found": of a sound file they are true, of a damaged one nobody knows.
_NOTHING_FOUND = frozenset({"fit_empty", "fit_other", "gpx_no_track", "gpx_too_short", "tcx_no_activity"})
_DAMAGE = frozenset(
    {
        "gzip_truncated",
        "xml_truncated",
        "fit_header_crc",
        "fit_crc",
        "fit_data_size_missing",
        "fit_truncated",
        "fit_message_cut",
        "fit_undefined_message",
        "fit_too_many_definitions",
        "fit_chained_header_invalid",
    }
)


def sniff(data: bytes, name: str) -> FileFormat:
    """The format of an unpacked file; the name decides only where the content is not unmistakable.

    Raises `UnreadableFileError`: `file_empty`, `file_is_archive`, `format_unknown`.
    """
    if not data.strip(b"\0 \t\r\n"):
        raise UnreadableFileError("file_empty", "The file is empty.")
    if data[_FIT_SIGNATURE] == b".FIT":
        return FileFormat.FIT
    if data.startswith(ZIP_MAGICS):
        raise UnreadableFileError("file_is_archive", "This is a zip archive; import it as an archive.")
    # Without its zero bytes, UTF-16 reads well enough for a look at the first element.
    head = data[:_HEAD_BYTES].replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf")
    root = _root(head)
    if root is not None and (found := _ROOTS.get(root.lower())):
        return found
    suffix = PurePosixPath(name.lower()).suffix
    if suffix == ".fit" and root is None:
        return FileFormat.FIT
    if suffix in (".gpx", ".tcx") and root is None and head.lstrip().startswith(b"<"):
        return FileFormat(suffix[1:])
    raise UnreadableFileError("format_unknown", "This is no FIT, GPX or TCX file.")


def _root(head: bytes) -> bytes | None:
    """The local name of the first element, past declarations and comments."""
    at = head.find(b"<")
    while at != -1:
        if head.startswith(b"<!--", at):
            end = head.find(b"-->", at)
        elif head.startswith((b"<!", b"<?"), at):
            end = head.find(b">", at)
        else:
            found = _ROOT.match(head, at)
            return found[1] if found else None
        at = head.find(b"<", end) if end != -1 else -1
    return None


def decode(data: bytes, name: str, bounds: Bounds = DEFAULT_BOUNDS) -> DecodedFile:
    """Unwrap gzip, recognise the format and decode the file.

    `name` is only a hint. Raises `UnreadableFileError` with the codes of `gunzip`, `sniff` and the decoders, `file_too_large`, and
    `file_damaged` for what holds nothing but damage; a damaged file that says what else it is (settings, a course) comes back as that.
    """
    flaws: tuple[Flaw, ...] = ()
    for _ in range(_GZIP_DEPTH):
        if not data.startswith(GZIP_MAGIC):
            break
        data, found = gunzip(data, bounds)
        flaws += found
        name = name.removesuffix(".gz").removesuffix(".GZ")
    if data.startswith(GZIP_MAGIC):
        raise UnreadableFileError("gzip_nested", "The file is compressed more than twice.")
    if len(data) > bounds.file_bytes:
        raise UnreadableFileError("file_too_large", f"The file is larger than {bounds.file_bytes // 1_000_000} MB.")
    decoded = _decode_as(sniff(data, name), data)
    decoded = replace(decoded, flaws=flaws + decoded.flaws) if flaws else decoded
    if decoded.skip_code in _NOTHING_FOUND and any(flaw.code in _DAMAGE for flaw in decoded.flaws):
        raise UnreadableFileError("file_damaged", "The file is damaged, and nothing readable is left of a recording.")
    return decoded


def _decode_as(file_format: FileFormat, data: bytes) -> DecodedFile:
    # Imported when needed: a process that handles no files should not pay for numpy tables and parsers.
    if file_format is FileFormat.FIT:
        from paceline.connectors.files.fit.decode import decode_fit

        return decode_fit(data)
    if file_format is FileFormat.GPX:
        from paceline.connectors.files.gpx import decode_gpx

        return decode_gpx(data)
    from paceline.connectors.files.tcx import decode_tcx

    return decode_tcx(data)
