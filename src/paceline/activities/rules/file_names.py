"""A file name that came from outside, made safe to send back in a header."""

import re
from urllib.parse import quote

_LONGEST = 120
# What file systems and headers give a meaning of their own, and what is invisible or turns the direction of writing.
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*;%\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]')


def safe_file_name(name: str | None, fallback: str) -> str:
    """The last part of a path without anything that could be more than a name; `fallback` when nothing is left.

    >>> safe_file_name("../../etc/passwd", "x.fit")
    'passwd'
    """
    last = re.split(r"[/\\]", name or "")[-1]
    stem = _FORBIDDEN.sub("_", last).strip(" .")
    # The end says what it is.
    return stem[-_LONGEST:].lstrip(" .") or fallback


def attachment(name: str) -> str:
    """The Content-Disposition that saves an answer under a safe name (RFC 6266): in ASCII, and as it is for those who can."""
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
