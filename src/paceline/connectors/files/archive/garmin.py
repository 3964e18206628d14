"""Garmin's account export: `DI_CONNECT/…/UploadedFiles_0-_Part1.zip`, zips in a zip (or in the unpacked folder).

The parts mix activities with monitoring and settings files by the thousand; the decoder skips those with a reason.
"""

import re
from collections.abc import Iterator

from paceline.connectors.files.archive.base import (
    Archive,
    ArchiveKind,
    Entry,
    file_entry,
    is_activity_name,
    nested_entries,
)

_PART = re.compile(r"(?:^|/)UploadedFiles_[^/]*\.zip$", re.IGNORECASE)
_ROOT = re.compile(r"(?:^|/)DI_CONNECT/")


def is_garmin_name(name: str) -> bool:
    """Whether this path occurs in a Garmin account export only."""
    return bool(_PART.search(name) or _ROOT.search(name))


class GarminArchive(Archive):
    """The uploaded files of a Garmin account."""

    kind = ArchiveKind.GARMIN

    def entries(self) -> Iterator[Entry]:
        for file in self._source.files():
            if _PART.search(file.name):
                yield from nested_entries(file)
            elif is_activity_name(file.name):
                yield file_entry(file)
